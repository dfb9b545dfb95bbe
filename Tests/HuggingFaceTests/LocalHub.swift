import Foundation
import HuggingFace

/// A Hub on this machine, in Python; it ends with the object.
final class LocalHub {
  static var isPossible: Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", ""]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  let folder: String
  private let process = Process()
  private let input = Pipe()
  private let port: Int

  struct Request: Decodable {
    let path: String
    let range: String?
    let network: Bool
    let authorization: String?
  }

  init(files: [String: [UInt8]], moods: [String: Any] = [:]) throws {
    folder = NSTemporaryDirectory() + "apus-hub-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let config: [String: Any] = ["files": files.mapValues { Data($0).base64EncodedString() }, "moods": moods]
    try JSONSerialization.data(withJSONObject: config).write(
      to: URL(fileURLWithPath: folder + "/config.json"))
    let script = (#filePath as NSString).deletingLastPathComponent + "/hub.py"
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script, folder + "/config.json", folder + "/log"]
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while line.last != 0x0A {
      let byte = output.fileHandleForReading.readData(ofLength: 1)
      if byte.isEmpty { break }
      line.append(byte)
    }
    port = Int(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(atPath: folder)
  }

  func stop() {
    guard process.isRunning else { return }
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Variables that lead here.
  var environment: [String: String] {
    ["HF_ENDPOINT": "http://127.0.0.1:\(port)", "HF_HUB_CACHE": folder + "/cache", "HF_HOME": folder]
  }

  /// Settings that lead here, and lose no time.
  func settings(token: String? = nil) -> HubSettings {
    var settings = HubSettings(environment: environment)
    settings.token = token
    settings.retries = 3
    settings.retryDelay = 0.01
    settings.timeout = 10
    return settings
  }

  var requests: [Request] {
    get throws {
      try String(contentsOfFile: folder + "/log", encoding: .utf8).split(separator: "\n").map {
        try JSONDecoder().decode(Request.self, from: Data($0.utf8))
      }
    }
  }

  /// Requests for file contents.
  var downloads: [Request] { get throws { try requests.filter { $0.path.contains("/resolve/") } } }
}
