/// The three disjoint parts of a corpus.
public enum Split: String, CaseIterable, Codable, Sendable {
  /// What experiments train on.
  case train
  /// What the search for better experiments is scored on.
  case val
  /// Opened once, by the report.
  case test
}
