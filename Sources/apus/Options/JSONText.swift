import Foundation
import Ledger
import Research

/// Results as scripts read them.
enum JSONText {
  /// A run's figures under the summary block's names.
  static func of(_ summary: RunSummary, status: ExperimentStatus?) throws -> String {
    guard case .object(var members) = try JSONValue(encoding: summary) else { return "{}\n" }
    members["status"] = status.map { .string($0.rawValue) } ?? .null
    return try JSONValue.object(members).text() + "\n"
  }

  /// Why there is no result.
  static func of(_ rejection: Rejection) throws -> String {
    try JSONValue.object([
      "status": "crash", "stage": .string(rejection.stage.rawValue), "message": .string(rejection.message),
    ]).text() + "\n"
  }
}
