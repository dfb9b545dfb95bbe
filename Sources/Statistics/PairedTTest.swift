/// The paired t test, for a number of pairs that was fixed beforehand. For data that are looked at as they
/// come, see `Judge`.
public struct PairedTTest: Sendable, Hashable {
  /// The mean difference, first minus second.
  public let meanDifference: Double
  /// The t statistic.
  public let t: Double
  /// Degrees of freedom: pairs less one.
  public let degreesOfFreedom: Int

  /// Compares two samples, value by value.
  ///
  /// - Returns: nil if the lengths differ, there are fewer than two pairs, or all differences are equal.
  public init?(_ first: [Double], _ second: [Double]) {
    guard first.count == second.count else { return nil }
    let moments = SampleMoments(zip(first, second).map { $0 - $1 })
    guard let error = moments.standardError, error > 0 else { return nil }
    meanDifference = moments.mean
    t = moments.mean / error
    degreesOfFreedom = moments.count - 1
  }

  private var distribution: StudentT { StudentT(degreesOfFreedom: Double(degreesOfFreedom)) }

  /// The p-value against "no difference".
  public var pValueTwoSided: Double { 2 * distribution.survival(abs(t)) }

  /// The p-value against "the first is not larger than the second".
  public var pValueGreater: Double { distribution.survival(t) }
}
