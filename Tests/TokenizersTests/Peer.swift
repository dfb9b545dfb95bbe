import Foundation
import Testing

/// The Python libraries that tests compare with.
enum Peer {
  /// Whether the peers can be imported; tests that need them are skipped otherwise.
  static let isInstalled = (try? run(["-c", "import regex, rustbpe, tiktoken, tokenizers"])) == 0
  /// What a skipped test says.
  static let hint: Comment = """
    Python's tokenizers, tiktoken, rustbpe or regex is missing: `make test` installs them, or name their folder in \
    APUS_PYTHONPATH
    """

  /// Where test-only Python packages lie.
  static let packageFolders: [String] = {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["APUS_PYTHONPATH"] { return path.split(separator: ":").map(String.init) }
    let home =
      environment["APUS_HOME"]
      ?? (environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache") + "/apus"
    return ["\(home)/python/test", "\(home)/python/torch-2.13.0"]
  }()

  /// Asks `peer.py` one question.
  static func ask<Request: Encodable, Answer: Decodable>(
    _ command: String, _ request: Request, as type: Answer.Type
  ) throws -> Answer {
    try TemporaryFolder.with { folder in
      let (question, answer) = ("\(folder)/request.json", "\(folder)/answer.json")
      try JSONEncoder().encode(request).write(to: URL(fileURLWithPath: question))
      let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Peers/peer.py"
      let status = try run([script, command, question, answer])
      try #require(status == 0, "peer.py \(command) failed")
      return try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: answer)))
    }
  }

  private static func run(_ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PYTHONPATH": packageFolders.joined(separator: ":"), "TOKENIZERS_PARALLELISM": "false"]) { $1 }
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}

/// A folder that is gone after the test.
enum TemporaryFolder {
  static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = NSTemporaryDirectory() + "/apus-tokenizers-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}
