import Foundation

/// The Python packages that results are compared with, run as child processes.
package enum PythonPeer {
  /// `PYTHONPATH` of the peers: `APUS_PYTHONPATH`, else the folders that `make test` fills.
  package static let path: String = {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["APUS_PYTHONPATH"] { return path }
    let cache = environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache"
    let home = environment["APUS_HOME"] ?? cache + "/apus"
    return "\(home)/python/test:\(home)/python/torch-2.13.0"
  }()

  /// A run that ended with another status than 0, and what it wrote to its standard error.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Whether Python can import all of these modules; tests that need them are skipped otherwise.
  package static func has(_ modules: String...) -> Bool {
    (try? run(code: "import " + (modules + ["sys"]).joined(separator: ", "))) != nil
  }

  /// Runs `python3` with a program as text; what it prints.
  @discardableResult
  package static func run(code: String, _ arguments: String..., input: String = "") throws -> String {
    try run(["-c", code] + arguments, input: input)
  }

  /// Runs `python3` with these arguments.
  /// - Parameter input: What it reads on its standard input.
  /// - Returns: What it writes to its standard output.
  /// - Throws: `Failure` when it ends with another status than 0.
  @discardableResult
  package static func run(_ arguments: [String], input: String = "") throws -> String {
    // Files, because a pipe that nobody empties makes the program wait.
    let folder = try TemporaryFolder()
    try folder.write(input, to: "input")
    try folder.write("", to: "errors")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-W", "ignore"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PYTHONPATH": path, "TOKENIZERS_PARALLELISM": "false"]) { $1 }
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path("input")))
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("errors")))
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: String(decoding: try folder.read("errors"), as: UTF8.self))
    }
    return text
  }

  /// Runs a program that reads JSON on its standard input and prints JSON.
  package static func ask<Question: Encodable, Answer: Decodable>(
    _ code: String, _ question: Question, as: Answer.Type
  ) throws -> Answer {
    let input = String(decoding: try JSONEncoder().encode(question), as: UTF8.self)
    return try JSONDecoder().decode(Answer.self, from: Data(run(code: code, input: input).utf8))
  }
}
