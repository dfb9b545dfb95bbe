/// A tried assignment and what came of it.
public struct Trial: Sendable, Hashable, Codable {
  /// How a trial ended, or that it has not.
  public enum Outcome: Sendable, Hashable, Codable {
    /// A score, lower is better, with the standard deviation of its error where it is known.
    case score(Double, deviation: Double?)
    /// It crashed, diverged or was rejected: taken as worse than every score.
    case failed
    /// It is running: taken as bad until it ends, so that workers spread out (the constant liar of
    /// Ginsbourger, Le Riche and Carraro, 2010).
    case pending
  }

  /// The values.
  public let assignment: Assignment
  /// The outcome. A score that is not finite counts as failed.
  public let outcome: Outcome

  /// A trial.
  public init(_ assignment: Assignment, _ outcome: Outcome) {
    self.assignment = assignment
    if case .score(let score, _) = outcome, !score.isFinite {
      self.outcome = .failed
    } else {
      self.outcome = outcome
    }
  }

  /// The score, if there is one.
  public var score: Double? {
    if case .score(let score, _) = outcome { score } else { nil }
  }
}
