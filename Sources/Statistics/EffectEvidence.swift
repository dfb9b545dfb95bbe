#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a sequence of paired differences says about their mean, when the noise is known only from an
/// estimate of its own: a t statistic whose degrees of freedom come from other data as well.
///
/// The model: `differences` are independent N(θ, τ²), and `noise` holds an independent sum of squares Q₀
/// with Q₀/τ² ~ χ² of ν degrees. Write n for the number of differences, S for their sum, m = ν + n,
/// Q = Q₀ + Σd², x = S/√Q, and δ = θ/τ for the effect in units of the noise. The likelihood ratio of the
/// maximal scale invariant, δ against 0, is
///
///     R(δ) = E[ exp(δ·x·W − n·δ²/2) ],   W ~ χ with m degrees of freedom,
///
/// which is the Bayes factor under the right Haar prior on τ (Pérez-Ortiz, Lardy, de Heide and Grünwald,
/// Annals of Statistics 52, 2024). Under δ = 0 it is a test martingale, started at 1, whatever τ is; so is
/// any average of it over δ, and by Ville's inequality P(it ever reaches 1/α) ≤ α.
public struct EffectEvidence: Sendable, Hashable {
  /// How many differences.
  public let count: Int
  /// Their sum.
  public let sum: Double
  /// Q₀ + Σd².
  public let quadraticSum: Double
  /// ν + n.
  public let degreesOfFreedom: Double

  /// Gathers differences, with what is known of their noise beforehand.
  public init(differences: some Collection<Double>, noise: NoiseEstimate) {
    count = differences.count
    sum = differences.compensatedSum()
    quadraticSum = noise.sumOfSquares + differences.lazy.map { $0 * $0 }.compensatedSum()
    degreesOfFreedom = noise.degreesOfFreedom + Double(differences.count)
  }

  /// The mean difference; 0 before the first.
  public var mean: Double { count > 0 ? sum / Double(count) : 0 }

  /// The estimate of τ from the spread about the mean and the earlier noise; nil while there is none.
  public var noise: Double? {
    let degrees = count > 0 ? degreesOfFreedom - 1 : degreesOfFreedom
    return degrees > 0 ? (residual / degrees).squareRoot() : nil
  }

  /// The sum of squares about the mean, with that of the earlier noise.
  private var residual: Double {
    max(0, quadraticSum - (count > 0 ? sum * sum / Double(count) : 0))
  }

  /// ln of the e-value for "the effect is positive": R averaged over a normal distribution of δ that is
  /// cut off at 0.
  ///
  /// - Parameters:
  ///   - center: the mean of that normal, in units of τ; at least 0.
  ///   - spread: its standard deviation; 0 puts all weight on `center`.
  public func logEvidence(center: Double, spread: Double) -> Double {
    // Without any spread in the data there is no scale to measure an effect by.
    guard count > 0, quadraticSum > 0 else { return 0 }
    let n = Double(count)
    let m = degreesOfFreedom
    let x = sum / quadraticSum.squareRoot()

    // ln of the average over δ, given W = w.
    let logAverage: (Double) -> Double
    let curvature: Double
    let slope: Double
    if spread > 0 {
      let precision = 1 / (spread * spread) + n
      let pull = center / (spread * spread)
      let constant =
        -0.5 * center * pull - log(spread) - 0.5 * log(precision) - Normal.logCDF(center / spread)
      logAverage = { w in
        let linear = pull + x * w
        return constant + 0.5 * linear * linear / precision + Normal.logCDF(linear / precision.squareRoot())
      }
      curvature = 1 - x * x / precision
      slope = x * pull / precision
    } else {
      logAverage = { w in center * x * w - 0.5 * n * center * center }
      curvature = 1
      slope = center * x
    }

    // The average over W = exp(u), by the trapezoid rule, which converges geometrically for an analytic
    // integrand that dies off on both sides. The rule starts near the mode and walks out.
    let logIntegrand: (Double) -> Double = { u in
      let w = exp(u)
      return m * u - 0.5 * w * w + logAverage(w)
    }
    let mode = (slope + (slope * slope + 4 * curvature * m).squareRoot()) / (2 * curvature)
    let step = 0.7 / (2 * m + mode * slope).squareRoot()
    let start = log(mode)
    let reference = logIntegrand(start)
    var total = 1.0
    for direction in [-step, step] {
      var u = start
      for _ in 0..<10_000 {
        u += direction
        let term = exp(logIntegrand(u) - reference)
        total += term
        if term < 1e-13 * total { break }
      }
    }
    let logNormalization = (m / 2 - 1) * 0.693147180559945309417 + logGamma(m / 2)
    return reference + log(total * step) - logNormalization
  }

  /// A confidence sequence for θ: the values that a two-sided test of this kind, its δ averaged over
  /// N(0, spread²), has not rejected. With probability at least `confidence` it covers θ at all numbers of
  /// pairs at once, so it may be read at any time (Lai, Annals of Statistics 4, 1976; Wang and Ramdas,
  /// "Anytime-valid t-tests and confidence sequences for Gaussian means with unknown variance", 2023).
  ///
  /// - Returns: in the unit of the differences; unbounded while the data are too few to bound anything.
  public func interval(confidence: Double, spread: Double) -> Interval {
    let n = Double(count)
    let m = degreesOfFreedom
    let variance = n * spread * spread
    guard count > 0, residual > 0 else { return Interval(low: -.infinity, high: .infinity) }
    // (1 + v)^(-1/2) · (1 − k·r/(A + r))^(−m/2) < 1/α, solved for r = n(mean − θ)².
    let level = exp((2 * log(1 - confidence) - log1p(variance)) / m)
    let shrink = variance / (1 + variance) - 1 + level
    guard shrink > 0 else { return Interval(low: -.infinity, high: .infinity) }
    let halfWidth = (residual * (1 - level) / shrink / n).squareRoot()
    return Interval(low: mean - halfWidth, high: mean + halfWidth)
  }
}
