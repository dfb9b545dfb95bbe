/// How far a preparation is.
package struct PreparationProgress: Equatable, Sendable {
  /// The steps of a preparation, in order.
  package enum Stage: String, Sendable {
    /// Documents are read, repaired, compared and given their splits.
    case reading
    /// The tokenizer learns its merges.
    case trainingTokenizer
    /// Documents become tokens.
    case encoding
  }

  /// The step under way.
  package let stage: Stage
  /// How much of this step is done, 0 to 1; nil where that cannot be known.
  package let fraction: Double?
  /// Text bytes so far in this step.
  package let bytes: Int
  /// Text bytes per second in this step.
  package let bytesPerSecond: Double
  /// Seconds to the end of this step at this speed; nil where that cannot be known.
  package let secondsLeft: Double?
}

/// Measures one step.
struct StageClock {
  private let stage: PreparationProgress.Stage
  private let start = ContinuousClock.now

  init(_ stage: PreparationProgress.Stage) { self.stage = stage }

  func progress(bytes: Int, of total: Int?) -> PreparationProgress {
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let speed = elapsed > 0 ? Double(bytes) / elapsed : 0
    let fraction = total.map { $0 > 0 ? min(1, Double(bytes) / Double($0)) : 1 }
    let left = total.flatMap { speed > 0 ? Double(max(0, $0 - bytes)) / speed : nil }
    return PreparationProgress(
      stage: stage, fraction: fraction, bytes: bytes, bytesPerSecond: speed, secondsLeft: left)
  }
}
