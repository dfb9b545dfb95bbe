/// One candidate against the reference: everything that the Judge looks at. A plain value, so that the same
/// record always gives the same verdict.
public struct Comparison: Sendable, Hashable, Codable {
  /// The runs of the reference: the last version kept as an improvement, or the baseline.
  public var reference: [SeededScore]
  /// The runs of the candidate, in the order in which they were made.
  public var candidate: [SeededScore]
  /// What is known of the noise from other runs than the candidate's.
  public var noise: NoiseEstimate
  /// 1 for the first candidate of the night that reached a score, 2 for the next, and so on.
  public var ordinal: Int
  /// How many candidates before this one were kept as improvements.
  public var kept: Int
  /// How much shorter the candidate is than the version it was made from, in code tokens; negative if
  /// longer. A candidate that is not shorter cannot be kept as simpler.
  public var tokensSaved: Int

  /// Describes a comparison.
  public init(
    reference: [SeededScore], candidate: [SeededScore], noise: NoiseEstimate, ordinal: Int, kept: Int,
    tokensSaved: Int = 0
  ) {
    self.reference = reference
    self.candidate = candidate
    self.noise = noise
    self.ordinal = ordinal
    self.kept = kept
    self.tokensSaved = tokensSaved
  }

  /// reference − candidate for each seed that both have run, in the candidate's order: positive where the
  /// candidate is better. A run of the reference without a finite score takes part in no pair.
  public var differences: [Double] {
    let runs = reference.lazy.filter(\.score.isFinite).map { ($0.seed, $0.score) }
    let scores = Dictionary(runs, uniquingKeysWith: { first, _ in first })
    return candidate.compactMap { run in scores[run.seed].map { $0 - run.score } }
  }
}
