import Harness
import Ledger

/// A run's training curve in bounded room: when it is full, every other point goes, and from then on every other step.
struct Curve {
  private(set) var points: [SeriesPoint] = []
  private var stride = 1
  private static let capacity = 4096

  mutating func append(_ step: Event.Step) {
    guard step.index % stride == 0 else { return }
    // A loss that is no number has no place in a table of numbers and counts as infinite.
    points.append(
      SeriesPoint(
        step: step.index, seconds: step.seconds, tokens: step.tokens,
        loss: step.loss.isNaN ? .infinity : step.loss))
    guard points.count > Curve.capacity else { return }
    stride *= 2
    points.removeAll { $0.step % stride != 0 }
  }
}
