import Foundation
import Testing

/// PyTorch in Python, which the operators are compared with.
enum PythonPeer {
  static let advice: Comment = "no PyTorch for Python; 'make test' installs it, or set APUS_PYTHONPATH"

  /// Where Python's packages lie.
  static var path: String {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["APUS_PYTHONPATH"] { return path }
    let caches = environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache"
    let home = environment["APUS_HOME"] ?? caches + "/apus"
    return "\(home)/python/test:\(home)/python/torch-2.13.0"
  }

  static var isThere: Bool {
    path.split(separator: ":").contains { FileManager.default.fileExists(atPath: "\($0)/torch/__init__.py") }
  }

  /// Runs a script of this folder, or fails the test with what it printed.
  static func run(script: URL, _ arguments: [String]) throws -> String {
    let result = try TorchTests.run(
      ["python3", "-W", "ignore", script.path] + arguments, environment: ["PYTHONPATH": path])
    try #require(result.status == 0, "\(script.lastPathComponent) failed: \(result.output)")
    return result.output
  }
}
