import Foundation
import TestSupport
import Testing

/// `--corpus hf:owner/name`, as a user meets it.
@Suite(
  "Corpora from the Hub",
  .enabled(if: LocalHub.isPossible, "needs python3"),
  .enabled(if: Program.isBuilt, "needs the built program: 'make test' builds it"))
struct HubCorpusTests {
  @Test("A data set becomes prepared text, once, and is found again without the Hub")
  func prepare() throws {
    let hub = try LocalHub(files: ["data/a.jsonl": lines(0..<1500), "data/b.jsonl": lines(1500..<3000)])
    let home = try TemporaryFolder()
    let environment = hub.environment.merging(["APUS_HOME": home.path]) { $1 }
    let arguments = ["prepare", "--corpus", "hf:o/n", "--vocabulary-size", "300"]

    let first = try Program.run(arguments, environment)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("downloading data/a.jsonl"))
    let counts = first.output.split(separator: "\n").compactMap { line in
      line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
    #expect(counts.count == 3)
    #expect(counts.reduce(0, +) == 3000)
    let folder = try #require(first.output.split(separator: "\n").last)
    #expect(folder.hasPrefix(home.path("prepared/")))

    hub.stop()
    let again = try Program.run(arguments, environment.merging(["HF_HUB_OFFLINE": "1"]) { $1 })
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output == first.output)
    #expect(again.errors == "")
  }

  @Test(
    "What is wrong is one line",
    arguments: [
      ("hf:o/none", "o/none"), ("hf:o", "hf:o"), ("hf:o/n@v9", "v9"), ("hf:o/gated", "o/gated"),
    ])
  func errors(corpus: String, word: String) throws {
    let hub = try LocalHub(files: ["a.jsonl": lines(0..<10)])
    let home = try TemporaryFolder()
    let result = try Program.run(
      ["prepare", "--corpus", corpus], hub.environment.merging(["APUS_HOME": home.path]) { $1 })
    #expect(result.status != 0)
    #expect(result.output == "")
    #expect(result.errors.contains(word))
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  /// JSON lines of texts that differ.
  private func lines(_ numbers: Range<Int>) -> [UInt8] {
    let words = ["swift", "apus", "sleeps", "on", "the", "wing"]
    return numbers.flatMap { number in
      let text = (0..<80).map { _ in words.randomElement() ?? "" }.joined(separator: " ")
      return Array("{\"text\": \"\(number) \(text)\"}\n".utf8)
    }
  }
}

/// The program of this checkout.
private enum Program {
  static let path =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../.build/release/apus"
  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

  static func run(_ arguments: [String], _ environment: [String: String]) throws -> (
    status: Int32, output: String, errors: String
  ) {
    let folder = try TemporaryFolder()
    for name in ["output", "errors"] { try folder.write("", to: name) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("output")))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("errors")))
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String { String(decoding: try folder.read(name), as: UTF8.self) }
    return (process.terminationStatus, try text("output"), try text("errors"))
  }
}
