#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A small Gaussian process over a search space, to say what a proposal may gain and how little is known
/// about it (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, algorithm 2.1).
///
/// The kernel is Matérn 5/2 over ordered axes with one length scale; each differing choice counts as a fixed
/// distance. Length scale and noise are those of a small grid with the highest marginal likelihood.
struct GaussianProcess {
  private let axes: [Coordinates]
  private let points: [[Double]]
  private let mean: Double
  private let variance: Double
  private let lengthScale: Double
  private let factor: Cholesky
  private let weights: [Double]

  /// Fits scores at points.
  ///
  /// - Parameter deviations: the known error of each score, or nil.
  /// - Returns: nil with fewer than two points, or scores that are all equal.
  init?(axes: [Coordinates], points: [[Double]], scores: [Double], deviations: [Double?]) {
    let count = Double(scores.count)
    guard scores.count > 1 else { return nil }
    let mean = scores.reduce(0, +) / count
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    guard variance > 0, variance.isFinite else { return nil }
    let centered = scores.map { $0 - mean }
    let size = scores.count

    var best: (likelihood: Double, length: Double, factor: Cholesky, weights: [Double])?
    for length in [0.1, 0.2, 0.4, 0.8, 1.6] {
      var kernel = Array(repeating: 0.0, count: size * size)
      for i in 0..<size {
        for j in 0...i {
          kernel[i * size + j] = variance * GaussianProcess.kernel(axes, points[i], points[j], length)
        }
      }
      for share in [1e-3, 0.01, 0.1, 0.5] {
        var matrix = kernel
        for i in 0..<size {
          let known = deviations[i].map { $0 * $0 }
          matrix[i * size + i] += (known ?? share * variance) + 1e-8 * variance
        }
        guard let factor = Cholesky(matrix, size: size) else { continue }
        let weights = factor.solve(centered)
        let fit = zip(centered, weights).reduce(0) { $0 + $1.0 * $1.1 }
        let likelihood = -0.5 * fit - factor.diagonal.reduce(0) { $0 + log($1) }
        if likelihood > best?.likelihood ?? -.infinity { best = (likelihood, length, factor, weights) }
        // Where every error is known, the share of noise changes nothing.
        if deviations.allSatisfy({ $0 != nil }) { break }
      }
    }
    guard let best else { return nil }
    self.axes = axes
    self.points = points
    self.mean = mean
    self.variance = variance
    lengthScale = best.length
    factor = best.factor
    weights = best.weights
  }

  /// How much lower the score is expected to be at `to` than at `from`, and the standard deviation of that
  /// difference, without the noise of measuring it.
  func gain(from: [Double], to: [Double]) -> (mean: Double, deviation: Double) {
    let fromKernel = points.map { variance * GaussianProcess.kernel(axes, $0, from, lengthScale) }
    let toKernel = points.map { variance * GaussianProcess.kernel(axes, $0, to, lengthScale) }
    let difference = zip(fromKernel, toKernel).map { $0 - $1 }
    let gain = zip(difference, weights).reduce(0) { $0 + $1.0 * $1.1 }
    let explained = factor.forward(difference).reduce(0) { $0 + $1 * $1 }
    let prior = 2 * variance * (1 - GaussianProcess.kernel(axes, from, to, lengthScale))
    return (gain, max(0, prior - explained).squareRoot())
  }

  private static func kernel(_ axes: [Coordinates], _ a: [Double], _ b: [Double], _ length: Double) -> Double
  {
    var square = 0.0
    for (axis, coordinates) in axes.enumerated() {
      switch coordinates.kind {
      case .ordered: square += (a[axis] - b[axis]) * (a[axis] - b[axis])
      case .unordered: square += a[axis] == b[axis] ? 0 : 0.25
      }
    }
    let r = (5 * square).squareRoot() / length
    return (1 + r + r * r / 3) * exp(-r)
  }
}
