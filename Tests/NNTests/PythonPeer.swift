import Foundation

/// The Python packages that results are compared with, run as child processes.
enum PythonPeer {
  /// `PYTHONPATH` of the peers: `APUS_PYTHONPATH`, else the folders that `make test` fills.
  static let path: String = {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["APUS_PYTHONPATH"] { return path }
    let cache = environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache"
    let home = environment["APUS_HOME"] ?? cache + "/apus"
    return "\(home)/python/test:\(home)/python/torch-2.13.0"
  }()

  /// Whether Python can import these packages.
  static func has(_ packages: String...) -> Bool {
    (try? run(["-c", "import \(packages.joined(separator: ", "))"])) != nil
  }

  /// Runs python3 and returns its standard output; throws what it wrote to standard error when it fails.
  @discardableResult
  static func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": path]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(message: problem) }
    return text
  }

  struct Failure: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
  }
}

/// A folder that is removed with the object.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/apus-nn-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}
