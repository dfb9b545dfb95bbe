import Foundation
import Ledger

/// A folder for one test, gone with the last reference.
final class Scratch: Sendable {
  let path: String
  var ledger: String { path + "/ledger.sqlite" }

  init() throws {
    path = NSTemporaryDirectory() + "/ledger-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension NewExperiment {
  static func sample(_ number: Int = 0) -> NewExperiment {
    NewExperiment(
      parent: nil, researcher: "knobs", hypothesis: "wider by \(number)", predictedGain: 0.01,
      assignment: ["depth": .integer(number)], source: "let depth = \(number % 3)\n", commit: nil)
  }
}
