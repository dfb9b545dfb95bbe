/// Whoever proposes the next edit of the experiment file.
public protocol Researcher: Sendable {
  /// The name that its experiments carry in the Ledger.
  var name: String { get }

  /// The next edit, or nil when it has no idea left.
  func propose(_ situation: Situation) async throws -> Proposal?
}

/// What a researcher knows when it proposes.
public struct Situation: Sendable {
  /// The file as it stands: what the edit starts from.
  public var incumbent: String
  /// The incumbent's experiment.
  public var incumbentExperiment: Int
  /// All that was tried so far, in its order.
  public var history: [Trial]
  /// The seed for whatever chance the researcher uses, the same when the question is repeated.
  public var seed: UInt64
  /// A folder that the researcher may use, kept from one proposal to the next.
  public var folder: String

  /// One experiment of the past.
  public struct Trial: Sendable {
    /// Its number.
    public var experiment: Int
    /// The incumbent that it changed.
    public var parent: Int?
    /// The whole file.
    public var source: String
    /// What was changed and why it should have helped.
    public var hypothesis: String
    /// `keep`, `discard`, `crash`.
    public var status: String
    /// Why it was kept or not, in one line.
    public var reason: String
    /// Scores in bits per byte, one for each seed.
    public var scores: [Double]
  }
}

/// An edit with what its author expects of it.
public struct Proposal: Sendable {
  /// The whole file after the edit.
  public var source: String
  /// One line: what is changed and why it should help.
  public var hypothesis: String
  /// Expected fall of the score in bits per byte, if its author says one.
  public var predictedGain: Double?

  /// Puts one together from its parts.
  public init(source: String, hypothesis: String, predictedGain: Double? = nil) {
    self.source = source
    self.hypothesis = hypothesis
    self.predictedGain = predictedGain
  }
}
