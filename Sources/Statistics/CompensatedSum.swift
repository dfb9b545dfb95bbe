/// A running sum that carries its own rounding error (Neumaier, ZAMM 54, 1974): the error does not grow
/// with the number of terms, as it does in a plain loop.
public struct CompensatedSum: Sendable, Hashable {
  private var sum = 0.0
  private var compensation = 0.0

  /// An empty sum.
  public init() {}

  /// The sum of all terms so far.
  public var value: Double {
    // Once the plain sum has left the finite numbers, the compensation is not a number.
    sum.isFinite ? sum + compensation : sum
  }

  /// Adds one term.
  public mutating func add(_ term: Double) {
    let next = sum + term
    compensation += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
  }
}

extension Sequence where Element == Double {
  /// The sum of the elements by `CompensatedSum`.
  public func compensatedSum() -> Double {
    var sum = CompensatedSum()
    for term in self { sum.add(term) }
    return sum.value
  }
}
