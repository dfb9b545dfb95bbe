/// The error rates of a judge beside "keep if lower", measured by simulation: the tables of docs/judge.md.
public enum JudgeTable {
  /// A named way in which scores vary.
  public struct Scenario: Sendable, Hashable {
    /// A few words.
    public let name: String
    /// The noise.
    public let noise: NightSimulation.Noise
    /// A false estimate of the noise to start from, as a multiple of the true one; nil for a measured one.
    public let claimedNoise: Double?
    /// In whole nights, the effect of the candidates that are not improvements, in σ.
    public let othersEffect: Double

    /// A scenario.
    public init(
      _ name: String, _ noise: NightSimulation.Noise, claimedNoise: Double? = nil, othersEffect: Double = 0
    ) {
      self.name = name
      self.noise = noise
      self.claimedNoise = claimedNoise
      self.othersEffect = othersEffect
    }

    /// Normal, correlated and heavy-tailed noise, and false starting estimates.
    public static let standard = [
      Scenario("normal", .init()),
      Scenario("pairs correlated 0.5", .init(correlation: 0.5)),
      Scenario("pairs correlated 0.8", .init(correlation: 0.8)),
      Scenario("heavy tails, t of 4", .init(tails: 4)),
      Scenario("noise taken for half", .init(), claimedNoise: 0.5),
      Scenario("noise taken for double", .init(), claimedNoise: 2),
    ]

    /// As most edits are: those that do not help do harm.
    public static let harmful = Scenario("normal, others worse by 1 σ", .init(), othersEffect: -1)
  }

  /// One effect in one scenario, for the first candidate of a night.
  public struct ComparisonRow: Sendable, Hashable {
    /// The scenario's name.
    public let scenario: String
    /// The true improvement, in σ of one run.
    public let effect: Double
    /// Share kept by the judge.
    public let kept: Double
    /// Runs that the judge spent per candidate, with those of the reference.
    public let runs: Double
    /// Share kept by "keep if lower", for one run each.
    public let keptIfLower: Double
  }

  /// Single comparisons: the first candidate of a night, when least is known of the noise.
  public static func comparisons(
    judge: Judge = Judge(), scenarios: [Scenario] = Scenario.standard,
    effects: [Double] = [0, 0.5, 1, 2, 3], candidates: Int = 1000, seed: UInt64
  ) -> [ComparisonRow] {
    scenarios.flatMap { scenario in
      effects.map { effect in
        var simulation = NightSimulation()
        simulation.noise = scenario.noise
        simulation.claimedNoise = scenario.claimedNoise
        simulation.candidates = 1
        simulation.realShare = 1
        simulation.effect = effect
        simulation.policy = .judge(judge)
        let judged = simulation.run(nights: candidates, seed: seed).real
        simulation.policy = .keepIfLower
        let lower = simulation.run(nights: candidates, seed: seed).real
        return ComparisonRow(
          scenario: scenario.name, effect: effect, kept: judged.keptShare, runs: judged.meanRuns,
          keptIfLower: lower.keptShare)
      }
    }
  }

  /// Whole nights in one scenario.
  public struct NightRow: Sendable, Hashable {
    /// The scenario's name.
    public let scenario: String
    /// The true improvement of the real candidates, in σ of one run.
    public let effect: Double
    /// What came of the judge.
    public let judged: NightOutcome
    /// What came of "keep if lower".
    public let lower: NightOutcome
  }

  /// Whole nights of 100 candidates, of which a tenth are real improvements.
  public static func nights(
    judge: Judge = Judge(), scenarios: [Scenario] = Scenario.standard + [Scenario.harmful],
    effects: [Double] = [1, 2, 3],
    nights: Int = 60, seed: UInt64
  ) -> [NightRow] {
    scenarios.flatMap { scenario in
      effects.map { effect in
        var simulation = NightSimulation()
        simulation.noise = scenario.noise
        simulation.claimedNoise = scenario.claimedNoise
        simulation.effect = effect
        simulation.nullEffect = scenario.othersEffect
        simulation.policy = .judge(judge)
        let judged = simulation.run(nights: nights, seed: seed)
        simulation.policy = .keepIfLower
        return NightRow(
          scenario: scenario.name, effect: effect, judged: judged,
          lower: simulation.run(nights: nights, seed: seed))
      }
    }
  }
}
