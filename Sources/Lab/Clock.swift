package import Harness

/// The run's clock: says how much of the budget is used, and when there is no more.
///
/// Progress is read once a step, so that a step sees one value however long it takes, and so that a run can be repeated
/// from the values that it saw.
package struct Clock {
  private let pace: Pace
  private let recorded: [Double]
  private let start = ContinuousClock.now
  private var lastTick = 0.0
  package private(set) var ticks: [Double] = []

  /// Starts the clock. `recorded` holds the progress values of the run to repeat, for a recorded pace.
  package init(_ pace: Pace, recorded: [Double] = []) {
    self.pace = pace
    self.recorded = recorded
    ticks.reserveCapacity(4096)
  }

  /// Seconds since the start.
  package var elapsed: Double {
    let duration = (ContinuousClock.now - start).components
    return Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
  }

  /// Progress at the start of the next step, in 0..<1; nil when the budget is used up.
  ///
  /// A step that would by its predecessor's length end more than half its length after the budget is not begun.
  package mutating func tick() -> Double? {
    let progress: Double
    switch pace {
    case .seconds(let budget):
      let now = elapsed
      let stepLength = ticks.isEmpty ? 0 : now - lastTick
      guard now + stepLength / 2 < budget else { return nil }
      lastTick = now
      progress = now / budget
    case .steps(let count):
      guard ticks.count < count else { return nil }
      progress = Double(ticks.count) / Double(count)
    case .recorded:
      guard ticks.count < recorded.count else { return nil }
      progress = recorded[ticks.count]
    }
    ticks.append(progress)
    return progress
  }
}
