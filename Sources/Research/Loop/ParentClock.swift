import Harness

/// A run's time as the parent sees it, by the arrival of the harness's events.
struct ParentClock {
  private var began: ContinuousClock.Instant?
  private var ended: ContinuousClock.Instant?
  private var lastStep: ContinuousClock.Instant?
  private var longestStep = 0.0

  /// Takes note of an event that has just arrived.
  mutating func see(_ event: Event) {
    switch event {
    case .clockStarted:
      began = .now
      lastStep = .now
    case .step:
      if let lastStep { longestStep = max(longestStep, lastStep.secondsAgo) }
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

  /// The latest end of a run that kept to its budget: it may finish the step that it was in.
  func latest(_ budget: Double) -> Double {
    budget + max(min(1.5 * longestStep, 0.25 * budget), 0.02 * budget) + 0.25
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
