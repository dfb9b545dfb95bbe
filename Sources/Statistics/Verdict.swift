/// What the Judge says of a comparison.
public enum Verdict: Sendable, Hashable {
  /// The evidence does not decide yet: make these runs and ask again.
  case undecided(next: PairRequest, Evidence)
  /// An improvement on the reference. The candidate becomes both the incumbent and the reference.
  case keep(Evidence)
  /// No worse than the reference by more than the margin, and shorter. The candidate becomes the incumbent;
  /// the reference stays what it was, so that margins cannot add up.
  case simpler(Evidence)
  /// Not kept.
  case discard(Evidence)

  /// What the verdict rests on.
  public var evidence: Evidence {
    switch self {
    case .undecided(_, let evidence), .keep(let evidence), .simpler(let evidence), .discard(let evidence):
      evidence
    }
  }
}

/// The runs that the next pair needs.
public struct PairRequest: Sendable, Hashable {
  /// The seed to run.
  public let seed: UInt64
  /// Whether the reference has not been run under this seed and must be as well.
  public let needsReference: Bool

  /// A pair under `seed`.
  public init(seed: UInt64, needsReference: Bool) {
    self.seed = seed
    self.needsReference = needsReference
  }
}
