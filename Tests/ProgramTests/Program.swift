import Foundation
import Synchronization

/// The built program as a user meets it: its own process, its own cache, arguments in, words and a code out.
struct Program: Sendable {
  /// What a call came to.
  struct Outcome: Sendable {
    var status: Int32
    var output: String
    var errors: String
    /// The lines on standard error, empty ones left out.
    var errorLines: [String] { errors.split(whereSeparator: \.isNewline).map(String.init) }

    /// Standard output as one JSON object.
    func object() throws -> [String: Any] {
      let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
      guard let object = value as? [String: Any] else { throw Unexpected("no JSON object: \(output)") }
      return object
    }
  }

  struct Unexpected: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
  }

  /// A folder of the test's own; everything that the program keeps is below it.
  let folder: String
  private let root: String
  private let environment: [String: String]

  static let isBuilt = FileManager.default.isExecutableFile(atPath: root + "/.build/release/apus")
  static let hasLibTorch: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return isBuilt && environment["APUS_CTORCH"] != nil && environment["APUS_LIBTORCH"] != nil
      && FileManager.default.fileExists(atPath: root + "/.build/release/libLab.so")
  }()

  private static let root = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in
    url.deletingLastPathComponent()
  }.path

  init() throws {
    // Without links: workspaces are compared with the paths of processes.
    folder =
      FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
      + "/apus-program-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    root = Program.root
    var environment = ProcessInfo.processInfo.environment
    environment["APUS_ROOT"] = root
    environment["APUS_HOME"] = folder + "/cache"
    environment["HOME"] = folder
    environment["APUS_WORKSPACE"] = nil
    environment["APUS_DEVICE"] = "cpu"
    self.environment = environment
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Writes a file into the folder and returns its path.
  @discardableResult func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  @discardableResult func write(_ data: Data, to name: String) throws -> String {
    try data.write(to: URL(filePath: path(name)))
    return path(name)
  }

  func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  /// Runs the program to its end. What hangs is killed after `limit` seconds, and then ends with 9.
  func callAsFunction(
    _ arguments: [String], input: String? = nil, environment more: [String: String] = [:], limit: Double = 240
  ) async throws -> Outcome {
    let call = try start(arguments, input: input, environment: more)
    return try await call.end(limit: limit)
  }

  /// Starts the program in the folder.
  func start(_ arguments: [String], input: String? = nil, environment more: [String: String] = [:]) throws
    -> Call
  {
    try Call(
      program: root + "/.build/release/apus", arguments: arguments,
      environment: environment.merging(more) { $1 }, folder: folder, input: input)
  }
}

/// One call of the program under way.
final class Call: Sendable {
  private let process: Mutex<Process>
  private let outputPath: String
  private let errorPath: String
  let pid: Int32

  fileprivate init(
    program: String, arguments: [String], environment: [String: String], folder: String, input: String?
  ) throws {
    let name = "\(folder)/.call-\(UUID().uuidString)"
    outputPath = name + ".out"
    errorPath = name + ".err"
    let inputPath = name + ".in"
    // Files, not pipes: nothing has to be read while the program runs.
    for (path, text) in [(outputPath, ""), (errorPath, ""), (inputPath, input ?? "")] {
      try Data(text.utf8).write(to: URL(filePath: path))
    }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputPath))
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputPath))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: errorPath))
    try process.run()
    pid = process.processIdentifier
    self.process = Mutex(process)
  }

  /// What was said on standard error so far.
  var errors: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

  func send(_ signal: Int32) { kill(pid, signal) }

  var isRunning: Bool { process.withLock { $0.isRunning } }

  /// Waits until standard error has these words; throws when the program ends before, or after two minutes.
  func waits(for words: String) async throws {
    for _ in 0..<2400 {
      if errors.contains(words) { return }
      guard isRunning else { throw Program.Unexpected("it ended before it said '\(words)': \(errors)") }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Program.Unexpected("it did not say '\(words)': \(errors)")
  }

  /// Waits for the end.
  func end(limit: Double = 240) async throws -> Program.Outcome {
    let deadline = ContinuousClock.now + .seconds(limit)
    while isRunning {
      if ContinuousClock.now > deadline { send(SIGKILL) }
      try await Task.sleep(for: .milliseconds(10))
    }
    return Program.Outcome(
      status: process.withLock { $0.terminationStatus },
      output: try String(contentsOfFile: outputPath, encoding: .utf8), errors: errors)
  }
}
