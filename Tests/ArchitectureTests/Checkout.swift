import Foundation

/// The checkout that these tests were built from.
enum Checkout {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let isRepository = FileManager.default.fileExists(atPath: root.appending(path: ".git").path)

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What a command writes to its output.
  static func output(of command: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(command.joined(separator: " ")) ended with \(process.terminationStatus)")
    }
    return data
  }

  /// Paths of the files that git knows, relative to the root.
  static func trackedFiles() throws -> [String] {
    let list = try output(of: ["git", "-C", root.path, "ls-files", "-z"])
    return list.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A file's text; `nil` if it is gone or not UTF-8.
  static func text(_ path: String) -> String? {
    guard let data = try? Data(contentsOf: root.appending(path: path)) else { return nil }
    return String(data: data, encoding: .utf8)
  }
}
