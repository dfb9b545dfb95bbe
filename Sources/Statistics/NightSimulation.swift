/// A simulated night: candidates with known effects, judged as in a real one, with the reference's runs kept
/// and shared, so that the error rates of a rule can be measured where the truth is known.
public struct NightSimulation: Sendable, Hashable {
  /// How a file's score varies between seeds.
  public struct Noise: Sendable, Hashable {
    /// The standard deviation σ of one run.
    public var deviation = 1.0
    /// The correlation of two files' runs under one seed.
    public var correlation = 0.0
    /// Degrees of freedom of Student's t for heavy tails (at least 3; scaled to the same deviation); nil for
    /// normal noise.
    public var tails: Int?

    /// Residuals of real runs in units of `deviation`, from which noise is drawn in the place of a formula;
    /// empty for none.
    public var residuals: [Double] = []

    /// Normal or heavy-tailed noise with the given properties.
    public init(deviation: Double = 1, correlation: Double = 0, tails: Int? = nil) {
      self.deviation = deviation
      self.correlation = correlation
      self.tails = tails
    }

    /// Noise as it was in recorded runs.
    ///
    /// - Parameters:
    ///   - runs: for each file, its scores under different seeds.
    ///   - correlation: of two files' runs under one seed.
    /// - Returns: nil if no file has two different finite scores.
    public init?(recorded runs: [[Double]], correlation: Double = 0) {
      let files = runs.map { $0.filter(\.isFinite) }.filter { $0.count > 1 }
      let moments = files.map { SampleMoments($0) }
      let degrees = moments.reduce(0) { $0 + $1.count - 1 }
      let squares = moments.map(\.sumOfSquares).compensatedSum()
      guard degrees > 0, squares > 0 else { return nil }
      let deviation = (squares / Double(degrees)).squareRoot()
      self.init(deviation: deviation, correlation: correlation)
      for (file, moments) in zip(files, moments) {
        // A residual about a mean of n is too small by the root of (n − 1)/n.
        let count = Double(moments.count)
        let scale = (count / (count - 1)).squareRoot() / deviation
        residuals += file.map { ($0 - moments.mean) * scale }
      }
    }
  }

  /// How candidates are decided.
  public enum Policy: Sendable, Hashable {
    /// Sequential pairs.
    case judge(Judge)
    /// One run; kept if lower than the incumbent's.
    case keepIfLower
  }

  /// The noise.
  public var noise = Noise()
  /// The rule.
  public var policy = Policy.judge(Judge())
  /// Runs of the baseline before the first candidate.
  public var replicates = 4
  /// Candidates per night.
  public var candidates = 100
  /// The share of candidates that are real improvements.
  public var realShare = 0.1
  /// The improvement of a real candidate, in σ; negative for a loss.
  public var effect = 2.0
  /// The effect of all other candidates, in σ.
  public var nullEffect = 0.0
  /// Whether the other candidates are shorter than the version they were made from.
  public var nullsAreShorter = false
  /// A false estimate of the noise that the night starts from, as a multiple of the true one, in the place
  /// of the replicates'; nil to use the replicates.
  public var claimedNoise: Double?

  /// The default night: 100 candidates, 10 of them better by 2σ.
  public init() {}

  /// Simulates a number of nights; the same seed gives the same outcome.
  public func run(nights: Int, seed: UInt64) -> NightOutcome {
    var outcome = NightOutcome()
    for night in 0..<nights {
      var night = Night(simulation: self, seed: seed &+ UInt64(night) &* 0x9E37_79B9)
      night.run(into: &outcome)
    }
    return outcome
  }
}

/// One night under way.
private struct Night {
  let simulation: NightSimulation
  var random: Xoshiro256
  var shared: [UInt64: Double] = [:]
  var reference: [SeededScore] = []
  /// The true means of the reference and of the incumbent, which differ once a simplification was kept.
  var referenceMean = 0.0
  var incumbentMean = 0.0
  var comparisons: [[Double]] = []
  var replicates: [Double] = []
  var kept = 0

  init(simulation: NightSimulation, seed: UInt64) {
    self.simulation = simulation
    random = Xoshiro256(seed: seed)
  }

  mutating func run(into outcome: inout NightOutcome) {
    for seed in 0..<UInt64(max(1, simulation.replicates)) {
      reference.append(SeededScore(seed: seed, score: score(mean: 0, seed: seed)))
    }
    replicates = reference.map(\.score)
    outcome.runs += reference.count
    var falseKeeps = 0
    for ordinal in 1...simulation.candidates {
      let isReal = random.uniform() < simulation.realShare
      let effect = (isReal ? simulation.effect : simulation.nullEffect) * simulation.noise.deviation
      let mean = incumbentMean - effect
      let (decision, runs) =
        switch simulation.policy {
        case .judge(let judge): judged(by: judge, ordinal: ordinal, mean: mean, isReal: isReal)
        case .keepIfLower: keptIfLower(mean: mean)
        }
      if decision == .keep, effect <= 0 { falseKeeps += 1 }
      outcome.count(decision, isReal: isReal, runs: runs)
    }
    outcome.nights += 1
    outcome.falseProportions.append(kept > 0 ? Double(falseKeeps) / Double(kept) : 0)
    outcome.finalLoss.append(incumbentMean / simulation.noise.deviation)
  }

  private mutating func judged(
    by judge: Judge, ordinal: Int, mean: Double, isReal: Bool
  ) -> (NightOutcome.Decision, runs: Int) {
    var comparison = Comparison(
      reference: reference, candidate: [], noise: noiseEstimate(), ordinal: ordinal, kept: kept,
      tokensSaved: simulation.nullsAreShorter && !isReal ? 10 : 0)
    var runs = 0
    while true {
      switch judge.verdict(on: comparison) {
      case .undecided(let next, _):
        if next.needsReference {
          comparison.reference.append(
            SeededScore(seed: next.seed, score: score(mean: referenceMean, seed: next.seed)))
          runs += 1
        }
        comparison.candidate.append(
          SeededScore(seed: next.seed, score: score(mean: mean, seed: next.seed)))
        runs += 1
        continue
      case .keep:
        close(comparison)
        reference = comparison.candidate
        (referenceMean, incumbentMean) = (mean, mean)
        kept += 1
        return (.keep, runs)
      case .simpler:
        close(comparison)
        incumbentMean = mean
        return (.simpler, runs)
      case .discard:
        close(comparison)
        return (.discard, runs)
      }
    }
  }

  private mutating func close(_ comparison: Comparison) {
    reference = comparison.reference
    comparisons.append(comparison.differences)
  }

  private mutating func keptIfLower(mean: Double) -> (NightOutcome.Decision, runs: Int) {
    let run = SeededScore(seed: 0, score: score(mean: mean, seed: 0))
    guard run.score < reference[0].score else { return (.discard, 1) }
    reference = [run]
    (referenceMean, incumbentMean) = (mean, mean)
    kept += 1
    return (.keep, 1)
  }

  private func noiseEstimate() -> NoiseEstimate {
    guard let factor = simulation.claimedNoise else {
      return NoiseEstimate(replicates: replicates, comparisons: comparisons)
    }
    let claimed = factor * simulation.noise.deviation
    // Four replicates at ±c have the standard deviation c·√(4/3).
    let offset = claimed * 0.75.squareRoot()
    return NoiseEstimate(replicates: [offset, -offset, offset, -offset], comparisons: comparisons)
  }

  private mutating func score(mean: Double, seed: UInt64) -> Double {
    let noise = simulation.noise
    let common: Double
    if let known = shared[seed] {
      common = known
    } else {
      common = draw()
      shared[seed] = common
    }
    let own = draw()
    return mean + noise.deviation
      * (noise.correlation.squareRoot() * common + (1 - noise.correlation).squareRoot() * own)
  }

  /// A number of mean 0 and variance 1.
  private mutating func draw() -> Double {
    let noise = simulation.noise
    if !noise.residuals.isEmpty {
      // A smoothed bootstrap (Silverman and Young, Biometrika 74, 1987): a few recorded runs would otherwise
      // repeat to the last bit.
      let residual = noise.residuals[Int.random(in: noise.residuals.indices, using: &random)]
      let width = 0.5
      return (residual + width * random.normal()) / (1 + width * width).squareRoot()
    }
    guard let tails = noise.tails else { return random.normal() }
    let degrees = Double(tails)
    return random.studentT(degreesOfFreedom: tails) * ((degrees - 2) / degrees).squareRoot()
  }
}
