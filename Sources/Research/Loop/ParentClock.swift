import Harness

/// A run's time as the parent sees it, by the arrival of the harness's events.
struct ParentClock {
  private var began: ContinuousClock.Instant?
  private var ended: ContinuousClock.Instant?
  private var lastStep: ContinuousClock.Instant?
  private var lastLength = 0.0
  /// The longest step before the last: the last one is what a program could stretch.
  private var longestEarlierStep = 0.0

  /// Takes note of an event that has just arrived.
  mutating func see(_ event: Event) {
    switch event {
    case .clockStarted:
      began = .now
      lastStep = .now
    case .step:
      longestEarlierStep = max(longestEarlierStep, lastLength)
      if let lastStep { lastLength = lastStep.secondsAgo }
      lastStep = .now
    case .trained: ended = .now
    default: break
    }
  }

  /// From the first line of training code to the return of `train`; nil while it has not returned.
  var seconds: Double? {
    guard let began, let ended else { return nil }
    return (ended - began).inSeconds
  }

  /// The latest end of a run that kept to its budget: it may finish the step that it was in. No more than a twentieth of the
  /// budget is given for that, and 2 s where the whole budget is short.
  func latest(_ budget: Double) -> Double {
    budget + min(1.5 * longestEarlierStep, max(0.05 * budget, 2)) + 0.25
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
