import Foundation

/// Asks a third party in Python for reference numbers.
enum PythonPeer {
  /// Whether Python has these modules.
  static func has(_ modules: String...) -> Bool {
    (try? output(of: modules.map { "import \($0)" }.joined(separator: "\n"), input: "")) != nil
  }

  /// Runs a script that reads JSON on standard input and prints JSON.
  static func ask<Question: Encodable, Answer: Decodable>(
    _ script: String, _ question: Question, as: Answer.Type
  ) throws -> Answer {
    let input = String(decoding: try JSONEncoder().encode(question), as: UTF8.self)
    return try JSONDecoder().decode(Answer.self, from: output(of: script, input: input))
  }

  private struct Failed: Error { let status: Int32 }

  private static func output(of script: String, input: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    var environment = ProcessInfo.processInfo.environment
    environment["PYTHONPATH"] = searchPath(environment)
    process.environment = environment
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = FileHandle.nullDevice
    try process.run()
    // The questions are far smaller than a pipe's buffer.
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    let data = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
    return data
  }

  private static func searchPath(_ environment: [String: String]) -> String {
    if let path = environment["APUS_PYTHONPATH"] { return path }
    let cache = environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache"
    let home = environment["APUS_HOME"] ?? cache + "/apus"
    return "\(home)/python/test:\(home)/python/torch-2.13.0"
  }
}
