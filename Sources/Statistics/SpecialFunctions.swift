#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// ln Γ(x) for x > 0: Stirling's series (Abramowitz and Stegun 6.1.40) after the recurrence has carried
/// the argument past 12. The C library's `lgamma` writes a global variable, so it is not used.
package func logGamma(_ x: Double) -> Double {
  var x = x
  var product = 1.0
  while x < 12 {
    product *= x
    x += 1
  }
  let inverse = 1 / x
  let square = inverse * inverse
  let coefficients = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156]
  let series = coefficients.reversed().reduce(0) { $0 * square + $1 } * inverse
  return (x - 0.5) * log(x) - x + 0.918938533204672741780 + series - log(product)
}

/// The regularised incomplete beta function I_x(a, b) for a, b > 0: Lentz's evaluation of the continued
/// fraction 26.5.8 of Abramowitz and Stegun, on the side where it converges fast.
package func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard x < 1 else { return 1 }
  if x > (a + 1) / (a + b + 2) { return 1 - betaFraction(1 - x, b, a) }
  return betaFraction(x, a, b)
}

private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)
  let tiny = 1e-300
  func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / guarded(1 - (a + b) * x / (a + 1))
  var fraction = d
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / guarded(1 + even * d)
    c = guarded(1 + even / c)
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / guarded(1 + odd * d)
    c = guarded(1 + odd / c)
    fraction *= d * c
    if abs(d * c - 1) < 1e-15 { break }
  }
  return exp(logFront) * fraction / a
}

/// The point in `(low, high)` where a rising function crosses `target`, by bisection to the last bit.
///
/// Slow and certain: quantiles are asked for rarely, and a bracket cannot diverge.
package func bisect(_ low: Double, _ high: Double, target: Double, _ rising: (Double) -> Double) -> Double {
  var low = low
  var high = high
  while true {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { return middle }
    if rising(middle) < target { low = middle } else { high = middle }
  }
}
