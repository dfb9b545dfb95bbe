#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The standard normal distribution.
public enum Normal {
  /// P(Z ≤ z).
  public static func cdf(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

  /// The density at z.
  public static func pdf(_ z: Double) -> Double { exp(-0.5 * z * z) * 0.398942280401432677940 }

  /// ln P(Z ≤ z), accurate far into the lower tail where `cdf` is zero.
  public static func logCDF(_ z: Double) -> Double {
    if z > 5 { return log1p(-0.5 * erfc(z * 0.5.squareRoot())) }
    if z > -30 { return log(cdf(z)) }
    // Abramowitz and Stegun 26.2.12: four terms leave less than 1e-11 at z = -30.
    let u = 1 / (z * z)
    return -0.5 * z * z - 0.918938533204672741780 - log(-z)
      + log1p(-u * (1 - 3 * u * (1 - 5 * u * (1 - 7 * u))))
  }

  /// The z with P(Z ≤ z) = p; ±∞ at 1 and 0, NaN outside [0, 1].
  ///
  /// A rational start (Abramowitz and Stegun 26.2.23) refined by Halley's method.
  public static func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p > 0.5 { return -quantile(1 - p) }
    let t = (-2 * log(p)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var z = numerator / denominator - t
    for _ in 0..<4 {
      // Newton's step on ln Φ, with its curvature: well scaled in the tail.
      let ratio = exp(logCDF(z) - log(p))
      let step = (ratio - 1) / ratio * exp(logCDF(z) + 0.5 * z * z + 0.918938533204672741780)
      z -= step / (1 + 0.5 * z * step)
    }
    return z
  }
}

/// Student's t distribution.
public struct StudentT: Sendable, Hashable {
  /// Degrees of freedom, above 0; need not be whole.
  public let degreesOfFreedom: Double

  /// The distribution with the given degrees of freedom.
  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(T ≤ t).
  public func cdf(_ t: Double) -> Double { t < 0 ? upperTail(-t) : 1 - upperTail(t) }

  /// P(T > t), accurate where it is tiny.
  public func survival(_ t: Double) -> Double { t < 0 ? 1 - upperTail(-t) : upperTail(t) }

  /// The t with P(T ≤ t) = p; ±∞ at 1 and 0, NaN outside [0, 1].
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0.5 { return 0 }
    if p == 0 || p == 1 { return p == 0 ? -.infinity : .infinity }
    let tail = min(p, 1 - p)
    var bound = 1.0
    while upperTail(bound) > tail, bound < 1e300 { bound *= 2 }
    let t = bisect(0, bound, target: -tail) { -upperTail($0) }
    return p < 0.5 ? -t : t
  }

  private func upperTail(_ t: Double) -> Double {
    let v = degreesOfFreedom
    // t² can overflow; the tail is then zero to the last bit for v ≥ 1.
    let x = v / (v + t * t)
    return 0.5 * incompleteBeta(x, v / 2, 0.5)
  }
}

/// Fisher's F distribution: a ratio of two independent mean squares.
public struct FisherF: Sendable, Hashable {
  /// Degrees of freedom of the numerator, above 0.
  public let numerator: Double
  /// Degrees of freedom of the denominator, above 0.
  public let denominator: Double

  /// The distribution with the given degrees of freedom.
  public init(numerator: Double, denominator: Double) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// P(F ≤ f).
  public func cdf(_ f: Double) -> Double {
    f > 0 ? incompleteBeta(numerator * f / (numerator * f + denominator), numerator / 2, denominator / 2) : 0
  }

  /// P(F > f), accurate where it is tiny.
  public func survival(_ f: Double) -> Double {
    f > 0
      ? incompleteBeta(denominator / (numerator * f + denominator), denominator / 2, numerator / 2) : 1
  }

  /// The f with P(F ≤ f) = p; 0 and ∞ at the ends, NaN outside [0, 1].
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 { return 0 }
    if p == 1 { return .infinity }
    var bound = 1.0
    while survival(bound) > 1 - p, bound < 1e300 { bound *= 2 }
    return p > 0.5
      ? bisect(0, bound, target: p - 1) { -survival($0) } : bisect(0, bound, target: p) { cdf($0) }
  }
}
