import Foundation

/// A program of the system as a peer.
enum Tool {
  static func run(_ name: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// The exit code alone.
  static func status(_ name: String, _ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Whether this user can mount a file system in memory, found by doing it.
  static let canMountMemory: Bool = {
    let folder = NSTemporaryDirectory() + "/ledger-mount-" + UUID().uuidString
    guard (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil
    else {
      return false
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    guard (try? status("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder)) == 0 else { return false }
    return (try? status("umount", folder)) == 0
  }()
}
