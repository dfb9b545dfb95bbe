import Statistics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, NIPS 2011): it splits the trials
/// into the best few and the rest, models the density of each, ℓ and g, and proposes the point of highest ℓ/g
/// among samples.
///
/// A proposal is a function of the space, the seed and the history: nothing else is remembered, so that a
/// search goes on after a crash as if there had been none. No assignment is proposed twice.
public struct TPE: Sendable, Hashable {
  /// The space.
  public let space: SearchSpace
  /// The seed.
  public let seed: UInt64
  /// Trials spread evenly over the space before the densities are used.
  public var startupTrials = 10
  /// Samples of ℓ of which the best is proposed.
  public var samples = 24
  /// The share of trials that counts as best, and the most of them.
  public var bestShare = 0.2
  /// The most trials that count as best.
  public var bestLimit = 25
  /// The weight of the prior kernel, in trials.
  public var priorWeight = 1.0
  /// The newest trials that count in full; older ones fade.
  public var fullWeightTrials = 25

  /// A search of a space.
  public init(space: SearchSpace, seed: UInt64) {
    self.space = space
    self.seed = seed
  }

  /// Proposes the next trial.
  ///
  /// - Parameters:
  ///   - history: all trials so far, oldest first. A trial whose values do not fit the space (the file has
  ///     changed since) is passed over, but counts for the course of the random numbers.
  ///   - incumbent: the values that the incumbent's file has now. Half of the samples change only a few of
  ///     them, since the proposal is written into that file.
  /// - Returns: nil once every assignment has been tried, or if the space has no axes.
  public func propose(history: [Trial], incumbent: Assignment? = nil) -> Proposal? {
    guard !space.axes.isEmpty else { return nil }
    let trials = history.compactMap { trial in
      space.normalized(trial.assignment).map { Trial($0, trial.outcome) }
    }
    let incumbent = incumbent.flatMap(space.normalized)
    var tried = Set(trials.map(\.assignment))
    if let incumbent { tried.insert(incumbent) }
    if let count = space.count, tried.count >= count { return nil }

    var random = Xoshiro256(seed: seed &+ UInt64(history.count) &* 0x9E37_79B9_7F4A_7C15)
    let scored = trials.filter { $0.score != nil }
    if history.count < startupTrials || scored.count < 2 {
      let spread = startup(index: history.count, excluding: tried, using: &random)
      // They stay close to an incumbent: a file that works is worth trying small steps from, and a point of a space of
      // many axes taken at random is nearly always worse.
      if let base = incumbent.flatMap(space.coordinates),
        let point = space.coordinates(spread)
      {
        let near = space.assignment(mixed(base, point, using: &random))
        if !tried.contains(near) {
          return proposal(near, trials, incumbent, reason: "a small step before the search narrows")
        }
      }
      return proposal(
        spread, trials, incumbent, reason: "an even spread over the space before the search narrows")
    }

    let (best, rest) = split(trials)
    let good = estimator(best)
    let bad = estimator(rest)
    let feasibility = Feasibility(
      passed: estimator(scored), failed: estimator(trials.filter { $0.outcome == .failed }),
      passedCount: scored.count, failedCount: trials.count { $0.outcome == .failed })
    var winner: (assignment: Assignment, ratio: Double)?
    let base = incumbent.flatMap(space.coordinates)
    for index in 0..<samples {
      var point = good.sample(using: &random)
      if let base, index % 2 == 1 { point = mixed(base, point, using: &random) }
      let assignment = space.assignment(point)
      guard !tried.contains(assignment), let rounded = space.coordinates(assignment) else { continue }
      let ratio =
        good.logDensity(rounded) - bad.logDensity(rounded) + feasibility.logProbability(rounded)
      if ratio > winner?.ratio ?? -.infinity { winner = (assignment, ratio) }
    }
    guard let winner else {
      let fresh = startup(index: history.count, excluding: tried, using: &random)
      return proposal(
        fresh, trials, incumbent, reason: "the promising region is used up, so a step elsewhere")
    }
    let times = exp(winner.ratio)
    let factor = times >= 100 ? "over 100" : "\((times * 10).rounded() / 10)"
    return proposal(
      winner.assignment, trials, incumbent,
      reason:
        "\(factor) times as dense among the best \(best.count) of \(trials.count) trials as among the rest")
  }

  // MARK: Densities

  /// The best trials and the rest, both oldest first. Failed and pending ones are never among the best.
  private func split(_ trials: [Trial]) -> (best: [Trial], rest: [Trial]) {
    let order = trials.indices.sorted { a, b in
      switch (trials[a].score, trials[b].score) {
      case (let x?, let y?): x == y ? a < b : x < y
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): a < b
      }
    }
    let scored = trials.count { $0.score != nil }
    let wanted = min(Int((bestShare * Double(trials.count)).rounded(.up)), bestLimit)
    let best = Set(order.prefix(min(max(1, wanted), scored)))
    return (
      trials.indices.filter(best.contains).map { trials[$0] },
      trials.indices.filter { !best.contains($0) }.map { trials[$0] }
    )
  }

  private func estimator(_ trials: [Trial]) -> ParzenEstimator {
    let points = trials.compactMap { space.coordinates($0.assignment) }
    let old = points.count - fullWeightTrials
    let weights = points.indices.map { index in
      // A ramp from 1/n for the oldest up to 1, then flat.
      guard index < old else { return 1.0 }
      let low = 1 / Double(points.count)
      return old == 1 ? low : low + (1 - low) * Double(index) / Double(old - 1)
    }
    return ParzenEstimator(
      axes: space.axes.map { Coordinates($0.domain) }, points: points, weights: weights,
      priorWeight: priorWeight)
  }

  /// The incumbent with a few of its coordinates, two on average and at least one, taken from a sample.
  private func mixed(_ base: [Double], _ sample: [Double], using random: inout Xoshiro256) -> [Double] {
    let chance = min(1, 2 / Double(base.count))
    let certain = Int.random(in: base.indices, using: &random)
    return base.indices.map { $0 == certain || random.uniform() < chance ? sample[$0] : base[$0] }
  }

  /// The chance that a point does not fail, by Bayes' rule from the densities of what passed and what failed:
  /// so a proposal keeps its distance from a region of crashes that borders on the best one. The idea is
  /// c-TPE's (Watanabe and Hutter, IJCAI 2023), where constraints multiply the ratio.
  private struct Feasibility {
    let passed: ParzenEstimator
    let failed: ParzenEstimator
    let passedCount: Int
    let failedCount: Int

    func logProbability(_ point: [Double]) -> Double {
      guard failedCount > 0 else { return 0 }
      let odds =
        log(Double(failedCount)) + failed.logDensity(point) - log(Double(passedCount))
        - passed.logDensity(point)
      return -log1p(exp(min(odds, 600)))
    }
  }

  // MARK: Startup

  /// A point of a low-discrepancy sequence: multiples of powers of a generalised golden ratio, from a random
  /// start (Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).
  private func startup(
    index: Int, excluding tried: Set<Assignment>, using random: inout Xoshiro256
  ) -> Assignment {
    let axes = space.axes.map { Coordinates($0.domain) }
    var ratio = 2.0
    // The positive root of x^(d+1) = x + 1.
    for _ in 0..<60 { ratio = pow(1 + ratio, 1 / Double(axes.count + 1)) }
    var shift = Xoshiro256(seed: seed)
    let shifts = axes.map { _ in shift.uniform() }
    var point: [Double] = axes.indices.map { axis in
      let position = shifts[axis] + Double(index + 1) * pow(ratio, -Double(axis + 1))
      return position - position.rounded(.down)
    }
    while true {
      let coordinates = axes.indices.map { axis in
        if case .unordered(let count) = axes[axis].kind { point[axis] * Double(count) } else { point[axis] }
      }
      let assignment = space.assignment(coordinates)
      if !tried.contains(assignment) { return assignment }
      // A coarse space repeats itself; at least one assignment is left, and chance will find it.
      point = axes.map { _ in random.uniform() }
    }
  }

  // MARK: Words

  private func proposal(
    _ assignment: Assignment, _ trials: [Trial], _ incumbent: Assignment?, reason: String
  ) -> Proposal {
    var changes: [String] = []
    for axis in space.axes {
      guard let value = assignment[axis.name], value != incumbent?[axis.name] else { continue }
      let old = incumbent?[axis.name].map { "\($0) → " } ?? ""
      changes.append("\(axis.name) \(old)\(value)")
    }
    return Proposal(
      assignment: assignment, rationale: "\(changes.joined(separator: ", ")): \(reason)",
      predictedGain: gain(of: assignment, over: incumbent, trials))
  }

  private func gain(of assignment: Assignment, over incumbent: Assignment?, _ trials: [Trial]) -> Proposal
    .Gain?
  {
    guard let from = incumbent.flatMap(space.coordinates), let to = space.coordinates(assignment) else {
      return nil
    }
    var points: [[Double]] = []
    var scores: [Double] = []
    var deviations: [Double?] = []
    // The newest trials say most about the current file, and bound the cubic cost.
    for trial in trials.suffix(150) {
      guard case .score(let score, let deviation) = trial.outcome,
        let point = space.coordinates(trial.assignment)
      else { continue }
      points.append(point)
      scores.append(score)
      deviations.append(deviation)
    }
    let axes = space.axes.map { Coordinates($0.domain) }
    return GaussianProcess(axes: axes, points: points, scores: scores, deviations: deviations)
      .map { $0.gain(from: from, to: to) }
      .map { Proposal.Gain(mean: $0.mean, deviation: $0.deviation) }
  }
}
