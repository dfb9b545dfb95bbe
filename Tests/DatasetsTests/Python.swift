import Foundation

/// Python as a peer whose answers ours are held against.
enum Python {
  /// Where test-only packages lie.
  static var path: String {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["APUS_PYTHONPATH"] { return path }
    let home =
      environment["APUS_HOME"] ?? environment["XDG_CACHE_HOME"].map { $0 + "/apus" }
      ?? (environment["HOME"] ?? "/tmp") + "/.cache/apus"
    return "\(home)/python/test:\(home)/python/torch-2.13.0"
  }

  /// Whether Python can import these modules.
  static func has(_ modules: String...) -> Bool {
    (try? run("import " + (modules + ["sys"]).joined(separator: ", "))) != nil
  }

  struct Failure: Error { let output: String }

  /// Runs a script and returns what it prints.
  @discardableResult
  static func run(_ script: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": path]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(output: text) }
    return text
  }
}
