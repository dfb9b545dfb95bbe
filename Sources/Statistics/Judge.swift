#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Decides whether a candidate is kept, from runs paired by seed, one pair at a time.
///
/// A candidate is kept when the e-value for "better than the reference" reaches 1/level, whenever that
/// happens; the levels of all candidates of the night come from one false discovery rate. It is given up as
/// soon as the likelihood ratio of an improvement worth finding against none has fallen to `futility`.
/// docs/judge.md has the rule, its guarantee and its measured error rates.
///
/// A judge holds rules and no state: the verdict is a function of the recorded `Comparison`.
public struct Judge: Sendable, Hashable, Codable {
  /// The levels of the night's comparisons.
  public var levels = DiscoveryLevels()

  /// The improvement worth finding, in standard deviations τ of a paired difference. √2 is twice the noise
  /// of one run when pairs are not correlated, and less when they are.
  public var designEffect = 2.0.squareRoot()

  /// The spread of the effects that the e-value averages over, about `designEffect`, in units of τ.
  public var effectSpread = 0.5

  /// The likelihood ratio, design effect against none, at or below which a candidate is given up. A
  /// candidate with the design effect is given up by this rule with at most this probability.
  public var futility = 0.2

  /// The largest number of pairs spent on one candidate.
  public var maximumPairs = 20

  /// How much worse than the reference a shorter candidate may be, in units of τ.
  public var simplicityMargin = 1.0

  /// The level of each test of "no worse than the margin".
  public var simplicityLevel = 0.05

  /// The pairs with scores identical to the last bit after which a candidate is held to have no effect.
  public var identicalPairs = 2

  /// The default rules.
  public init() {}

  /// Judges a comparison on the pairs so far.
  ///
  /// The pairs are gone through in the order in which they were made, and the first decision stands: a
  /// record that holds more pairs than were needed gives the verdict that was given at the time.
  public func verdict(on comparison: Comparison) -> Verdict {
    let differences = comparison.differences
    let level = levels.level(ordinal: comparison.ordinal, kept: comparison.kept)
    let isShorter = comparison.tokensSaved > 0
    // The margin comes from other runs than those it is applied to, so that it cannot follow them.
    let margin = isShorter ? simplicityMargin * (comparison.noise.standardDeviation ?? 0) : 0
    var isFutile = false
    var isNoWorse = false
    var isWorse = margin == 0

    for count in 1..<max(1, differences.count + 1) {
      let step = Step(judge: self, comparison: comparison, margin: margin, pairs: differences.prefix(count))
      guard Step.isUsable(differences[count - 1]) else { return .discard(step.evidence(.diverged, level)) }
      if count == identicalPairs, differences.prefix(count).allSatisfy({ $0 == 0 }) {
        return isShorter
          ? .simpler(step.evidence(.identicalAndShorter, level)) : .discard(step.evidence(.identical, level))
      }
      if step.improvement >= -log(level) { return .keep(step.evidence(.improvement, level)) }
      if step.promise <= log(futility) { isFutile = true }
      if margin > 0 {
        if step.noWorse >= -log(simplicityLevel) { isNoWorse = true }
        if step.noWorse <= log(futility) { isWorse = true }
      }
      let isExhausted = count >= maximumPairs
      if isFutile || isExhausted {
        if isNoWorse { return .simpler(step.evidence(.simpler, level)) }
        if isFutile, isWorse { return .discard(step.evidence(.futile, level)) }
        if isExhausted { return .discard(step.evidence(.pairsExhausted, level)) }
      }
    }
    let step = Step(judge: self, comparison: comparison, margin: margin, pairs: differences[...])
    return .undecided(next: nextPair(in: comparison), step.evidence(.undecided, level))
  }

  /// Chooses the next seed: one that the reference has run, starting at another place for each candidate, so
  /// that a lucky run of the reference does not meet every candidate first; then seeds that neither has run.
  private func nextPair(in comparison: Comparison) -> PairRequest {
    let used = Set(comparison.candidate.map(\.seed))
    let known = comparison.reference.filter { $0.score.isFinite }.map(\.seed)
    for offset in known.indices {
      let seed = known[(comparison.ordinal + offset) % known.count]
      if !used.contains(seed) { return PairRequest(seed: seed, needsReference: false) }
    }
    let largest = (comparison.reference + comparison.candidate).map(\.seed).max()
    return PairRequest(seed: largest.map { $0 &+ 1 } ?? 0, needsReference: true)
  }
}

/// The state of a comparison after some of its pairs.
private struct Step {
  let judge: Judge
  let comparison: Comparison
  let margin: Double
  let pairs: ArraySlice<Double>
  let effect: EffectEvidence
  let marginEffect: EffectEvidence

  init(judge: Judge, comparison: Comparison, margin: Double, pairs: ArraySlice<Double>) {
    self.judge = judge
    self.comparison = comparison
    self.margin = margin
    self.pairs = pairs
    let usable = pairs.filter(Step.isUsable)
    effect = EffectEvidence(differences: usable, noise: comparison.noise)
    marginEffect = EffectEvidence(differences: usable.map { $0 + margin }, noise: comparison.noise)
  }

  /// Whether a difference can be squared and summed: a score beyond this is no score.
  static func isUsable(_ difference: Double) -> Bool { abs(difference) < 1e100 }

  /// ln of the e-value for an improvement.
  var improvement: Double {
    effect.logEvidence(center: judge.designEffect, spread: judge.effectSpread)
  }

  /// ln of the likelihood ratio of the design effect.
  var promise: Double { effect.logEvidence(center: judge.designEffect, spread: 0) }

  /// ln of the e-value for "no worse than the margin".
  var noWorse: Double { marginEffect.logEvidence(center: judge.simplicityMargin, spread: 0) }

  func evidence(_ reason: Evidence.Reason, _ level: Double) -> Evidence {
    Evidence(
      reason: reason, effect: effect.mean,
      interval: effect.interval(confidence: 0.95, spread: judge.designEffect),
      eValue: Step.eValue(improvement), threshold: 1 / level, level: level, pairs: pairs.count,
      ordinal: comparison.ordinal, noise: effect.noise ?? 0, margin: margin,
      marginEValue: margin > 0 ? Step.eValue(noWorse) : 0)
  }

  /// The e-value of its logarithm; the largest number where it would overflow, since records have no infinity.
  private static func eValue(_ logarithm: Double) -> Double { min(exp(logarithm), .greatestFiniteMagnitude) }
}
