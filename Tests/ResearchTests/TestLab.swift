import Datasets
import Experiments
import Foundation
import Harness
import Ledger
import Research
import Sandbox
import Tokenizers

/// A small laboratory for tests: the built program, a made-up language, short budgets.
struct TestLab: Sendable {
  let root: String
  let ctorch: String
  let libtorch: String

  /// The laboratory of this checkout, or nil where LibTorch or the built module is missing: `make test` brings both.
  static let found: TestLab? = {
    let environment = ProcessInfo.processInfo.environment
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    guard let ctorch = environment["APUS_CTORCH"], let libtorch = environment["APUS_LIBTORCH"],
      FileManager.default.fileExists(atPath: root + "/.build/release/libLab.so"),
      FileManager.default.fileExists(atPath: root + "/.build/release/apus")
    else { return nil }
    return TestLab(root: root, ctorch: ctorch, libtorch: libtorch)
  }()

  var program: String { root + "/.build/release/apus" }

  /// A folder that is new.
  static func folder() throws -> String {
    let url = FileManager.default.temporaryDirectory.appending(path: "apus-lab-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url.path
  }

  /// Prepared text of a language with a little grammar: a model of pairs learns it in seconds.
  func text(in folder: String) throws -> PreparedText {
    var generator = SystemRandomNumberGenerator()
    let nouns = ["swift", "nest", "wing", "storm", "insect", "tower", "cloud", "winter"]
    let verbs = ["sleeps on", "flies over", "looks for", "returns to", "circles", "leaves"]
    var lines: [String] = []
    for _ in 0..<4000 {
      let sentences = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        "The \(nouns.randomElement(using: &generator)!) \(verbs.randomElement(using: &generator)!) the \(nouns.randomElement(using: &generator)!) \(Int.random(in: 1...99, using: &generator)) times."
      }
      let object = ["text": sentences.joined(separator: " ")]
      lines.append(String(decoding: try JSONEncoder().encode(object), as: UTF8.self))
    }
    let path = folder + "/corpus.jsonl"
    try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    var settings = PreparationSettings()
    settings.vocabularySize = 320
    return try PreparedText.prepare(
      Corpus.locate(path), settings: settings, cache: folder + "/prepared")
  }

  func settings(budget: Double) -> Settings {
    var settings = Settings.defaults(device: "cpu", threads: 1, memory: 0)
    settings.vocabularySize = 320
    settings.sequenceLength = 64
    settings.evaluationTokens = 64 * 64
    settings.budget = budget
    settings.memoryLimit = 2 << 30
    return settings
  }

  /// A bench for these settings.
  func bench(_ workspace: Workspace, text: PreparedText) async throws -> TestBench {
    let toolchain = try await Toolchain.find(root: root)
    let host = ExperimentHost(
      ctorch: ctorch, libraries: [toolchain.library, libtorch] + toolchain.runtimeLibraries,
      memoryLimit: workspace.settings.memoryLimit, allowUnconfined: true)
    let sandbox = try await Sandbox.strongest(allowUnconfined: true)
    var runner = Runner(
      host: host, sandbox: sandbox,
      trainingData: text.splitFolder(.train), settings: workspace.settings)
    runner.smokePatience = 6
    return TestBench(
      workspace: workspace,
      gate: Gate(
        compiler: Compiler(toolchain, sandbox: sandbox, cache: workspace.compilerCache), runner: runner),
      scorer: ScorerProcess(program: program), text: text.folder)
  }

  /// The text of an experiment file that a test brings.
  func attack(_ name: String) throws -> String {
    try String(contentsOfFile: "\(root)/Tests/ResearchTests/Attacks/\(name).swift", encoding: .utf8)
  }
}
