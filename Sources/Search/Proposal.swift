/// An assignment to try next, and why.
public struct Proposal: Sendable, Hashable, Codable {
  /// How much a proposal may gain on the incumbent.
  public struct Gain: Sendable, Hashable, Codable {
    /// The expected gain, in the unit of the score: positive is better.
    public let mean: Double
    /// The standard deviation of that expectation.
    public let deviation: Double
  }

  /// The values, one for each axis.
  public let assignment: Assignment
  /// One sentence for logs: what changes, and why this.
  public let rationale: String
  /// The gain that a surrogate model expects over the incumbent; nil without an incumbent or with too few
  /// scores to model.
  public let predictedGain: Gain?
}
