/// What came of simulated nights.
public struct NightOutcome: Sendable, Hashable {
  /// How a candidate ended.
  public enum Decision: Sendable, Hashable {
    /// Kept as an improvement.
    case keep
    /// Kept as simpler.
    case simpler
    /// Not kept.
    case discard
  }

  /// Candidates of one kind and their fate.
  public struct Tally: Sendable, Hashable {
    /// How many there were.
    public internal(set) var candidates = 0
    /// How many were kept as improvements.
    public internal(set) var kept = 0
    /// How many were kept as simpler.
    public internal(set) var simpler = 0
    /// Runs spent on them, those of the reference included.
    public internal(set) var runs = 0

    /// The share kept as improvements.
    public var keptShare: Double { candidates > 0 ? Double(kept) / Double(candidates) : 0 }
    /// The share kept as simpler.
    public var simplerShare: Double { candidates > 0 ? Double(simpler) / Double(candidates) : 0 }
    /// Runs per candidate.
    public var meanRuns: Double { candidates > 0 ? Double(runs) / Double(candidates) : 0 }
  }

  /// The real improvements.
  public internal(set) var real = Tally()
  /// All others.
  public internal(set) var null = Tally()
  /// Nights simulated.
  public internal(set) var nights = 0
  /// Runs in all, with those of the baselines.
  public internal(set) var runs = 0
  /// For each night, the false share of what was kept as an improvement; 0 where nothing was.
  public internal(set) var falseProportions: [Double] = []
  /// For each night, the true mean of the last incumbent less the baseline's, in σ: negative is better.
  public internal(set) var finalLoss: [Double] = []

  /// The mean of `falseProportions`: the false discovery rate.
  public var falseDiscoveryRate: Double {
    nights > 0 ? falseProportions.compensatedSum() / Double(nights) : 0
  }

  /// The true improvement of the last incumbent on the baseline, in σ, averaged over the nights.
  public var meanGain: Double { nights > 0 ? -finalLoss.compensatedSum() / Double(nights) : 0 }

  /// Runs per night.
  public var runsPerNight: Double { nights > 0 ? Double(runs) / Double(nights) : 0 }

  mutating func count(_ decision: Decision, isReal: Bool, runs: Int) {
    self.runs += runs
    var tally = isReal ? real : null
    tally.candidates += 1
    tally.runs += runs
    if decision == .keep { tally.kept += 1 }
    if decision == .simpler { tally.simpler += 1 }
    if isReal { real = tally } else { null = tally }
  }
}
