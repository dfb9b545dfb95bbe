/// Count, mean and spread of a sample, computed in two passes with compensated sums.
public struct SampleMoments: Sendable, Hashable {
  /// How many values.
  public let count: Int
  /// Their mean; NaN of an empty sample.
  public let mean: Double
  /// The sum of squared deviations from the mean.
  public let sumOfSquares: Double

  /// Takes the moments of a sample.
  public init(_ values: some Collection<Double>) {
    count = values.count
    let mean = values.compensatedSum() / Double(values.count)
    self.mean = mean
    sumOfSquares = values.lazy.map { ($0 - mean) * ($0 - mean) }.compensatedSum()
  }

  /// The unbiased variance; nil with fewer than two values.
  public var variance: Double? { count > 1 ? sumOfSquares / Double(count - 1) : nil }

  /// The square root of the unbiased variance; nil with fewer than two values.
  public var standardDeviation: Double? { variance.map { $0.squareRoot() } }

  /// The standard error of the mean; nil with fewer than two values.
  public var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }
}
