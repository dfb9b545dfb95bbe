/// What is known, apart from the comparison at hand, about the noise of a paired difference: a sum of
/// squares Q₀ and its degrees of freedom ν, so that Q₀/ν estimates τ².
///
/// Two sources are pooled. Replicate runs of one file give the variance σ² of one run; two independent
/// runs differ with variance 2σ², which is the largest that pairing by seed should leave. The comparisons
/// of the night give the variance of their differences within each candidate, whatever its effect.
public struct NoiseEstimate: Sendable, Hashable, Codable {
  /// The sum of squares Q₀, in squared units of the score.
  public let sumOfSquares: Double
  /// Degrees of freedom ν behind it.
  public let degreesOfFreedom: Double

  /// An estimate with a given variance of a difference; 0 degrees of freedom say that nothing is known.
  public init(varianceOfDifference: Double, degreesOfFreedom: Double) {
    sumOfSquares = varianceOfDifference * degreesOfFreedom
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// Nothing is known.
  public static let none = NoiseEstimate(varianceOfDifference: 0, degreesOfFreedom: 0)

  /// How much the replicates may weigh: enough to start the night, too little to hold the estimate where
  /// the comparisons of the night disagree.
  public static let replicateWeight = 4.0

  /// Pools replicates of one file and the comparisons made so far.
  ///
  /// A difference that is not finite (a diverged run) is left out, and so is a candidate whose differences
  /// are all equal: an edit without effect on the score shows no noise. A candidate whose variance lies
  /// beyond the 99.9 % quantile of F against the median one is counted with that quantile, so that a single
  /// wild run cannot blind the rest of the night.
  ///
  /// - Parameters:
  ///   - replicates: scores of the same file under different seeds.
  ///   - comparisons: for each earlier candidate, its paired differences.
  public init(replicates: [Double], comparisons: [[Double]] = []) {
    var pools: [(sumOfSquares: Double, degrees: Double)] = []
    for differences in comparisons {
      let moments = SampleMoments(differences.filter(\.isFinite))
      guard moments.count > 1, moments.sumOfSquares > 0 else { continue }
      pools.append((moments.sumOfSquares, Double(moments.count - 1)))
    }
    let moments = SampleMoments(replicates.filter(\.isFinite))
    if moments.count > 1, let variance = moments.variance, variance > 0 {
      let degrees = min(Double(moments.count - 1), NoiseEstimate.replicateWeight)
      pools.append((2 * variance * degrees, degrees))
    }

    let wildTail = 0.001
    let typical = NoiseEstimate.medianVariance(pools)
    let total = pools.reduce(0) { $0 + $1.degrees }
    var sum = CompensatedSum()
    for pool in pools {
      let ratio = pool.sumOfSquares / pool.degrees / typical
      let rest = FisherF(numerator: pool.degrees, denominator: total - pool.degrees)
      if total > pool.degrees, rest.survival(ratio) < wildTail {
        sum.add(rest.quantile(1 - wildTail) * typical * pool.degrees)
      } else {
        sum.add(pool.sumOfSquares)
      }
    }
    sumOfSquares = sum.value
    degreesOfFreedom = total
  }

  /// The standard deviation τ of one paired difference; nil when nothing is known.
  public var standardDeviation: Double? {
    degreesOfFreedom > 0 && sumOfSquares > 0 ? (sumOfSquares / degreesOfFreedom).squareRoot() : nil
  }

  /// The variance in the middle of the degrees of freedom, after each is made comparable: a variance on d
  /// degrees has its median below its mean, by the factor that `FisherF` of many degrees gives.
  private static func medianVariance(_ pools: [(sumOfSquares: Double, degrees: Double)]) -> Double {
    let scaled = pools.map { pool in
      // Wilson and Hilferty's cube-root approximation to the median of χ²/d.
      let root = 1 - 2 / (9 * pool.degrees)
      return (value: pool.sumOfSquares / pool.degrees / (root * root * root), weight: pool.degrees)
    }.sorted { $0.value < $1.value }
    var remaining = scaled.reduce(0) { $0 + $1.weight } / 2
    for item in scaled {
      remaining -= item.weight
      if remaining <= 0 { return item.value }
    }
    return 0
  }
}
