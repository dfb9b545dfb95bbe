import Foundation
import Testing
import Torch

/// All tests that need LibTorch. They run one after another: threads and generators are the process's.
@Suite(.serialized, .enabled(if: LibTorchSetup.isThere, LibTorchSetup.advice))
enum TorchSuite {}

enum LibTorchSetup {
  static let advice: Comment =
    "APUS_CTORCH does not name libctorch; 'make test' builds it and sets the variable"

  static var isThere: Bool {
    guard let path = ProcessInfo.processInfo.environment["APUS_CTORCH"] else { return false }
    return FileManager.default.fileExists(atPath: path)
  }
}

/// Runs a program, and gives its status and what it printed on both streams.
func run(_ arguments: [String], environment: [String: String] = [:]) throws -> (status: Int32, output: String)
{
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
