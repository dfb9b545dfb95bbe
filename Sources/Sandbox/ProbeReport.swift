/// What a real child could and could not do in the sandbox of this machine.
public struct ProbeReport: Sendable, Equatable, Codable {
  /// What became of one attempt.
  public enum Outcome: String, Sendable, Codable {
    /// The sandbox refused it: good.
    case refused
    /// It succeeded: the sandbox does not hold.
    case allowed
    /// It could not be tried, so nothing is promised.
    case untried
  }

  /// One thing that a child tried.
  public struct Item: Sendable, Equatable, Codable {
    /// What was tried, in a few words.
    public var attempt: String
    /// What became of it.
    public var outcome: Outcome
    /// What was seen.
    public var detail: String
    /// What to do where it was not refused.
    public var remedy: String?

    /// The item on one line.
    public var line: String {
      let mark = outcome == .refused ? "ok" : "FAIL"
      return "\(mark)  \(attempt): \(outcome.rawValue), \(detail)" + (remedy.map { "; \($0)" } ?? "")
    }
  }

  /// The level that was reached: `limitsOnly` unless every attempt was refused.
  public var level: SandboxLevel
  /// The attempts, in the order of the report.
  public var items: [Item]
  /// How long launching and ending one confined child took.
  public var launch: Duration

  /// One line for each attempt after one for the level.
  public var lines: [String] { ["sandbox  \(level.explanation)"] + items.map(\.line) }
}
