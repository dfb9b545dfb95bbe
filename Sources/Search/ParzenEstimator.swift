import Statistics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A density over a search space from a set of points: a mixture of one product kernel at each point and a
/// broad prior kernel in the middle (Bergstra, Bardenet, Bengio and Kégl, NIPS 2011; the multivariate form
/// of Falkner, Klein and Hutter, ICML 2018). Bandwidths, clipping and weights follow the choices that
/// Watanabe describes and measures in "Tree-structured Parzen estimator: understanding its algorithm
/// components" (arXiv 2304.11127) and that Optuna documents.
struct ParzenEstimator {
  private let axes: [Coordinates]
  private let points: [[Double]]
  private let logWeights: [Double]
  private let cumulative: [Double]
  /// The kernels' standard deviation in coordinates, the same for all points and ordered axes.
  private let bandwidth: Double
  /// The weight that a kernel keeps for the other values of an unordered axis, as pseudo-counts.
  private let smoothing: Double

  /// - Parameters:
  ///   - points: coordinates, oldest first.
  ///   - weights: one for each point.
  ///   - priorWeight: that of the prior kernel.
  init(axes: [Coordinates], points: [[Double]], weights: [Double], priorWeight: Double) {
    self.axes = axes
    self.points = points
    let all = weights + [priorWeight]
    let total = all.reduce(0, +)
    logWeights = all.map { log($0 / total) }
    var sum = 0.0
    cumulative = all.map { weight in
      sum += weight / total
      return sum
    }
    let count = Double(points.count)
    // Scott's rule in d dimensions on a fifth of the range, and no narrower than the magic clip.
    let scott = 0.2 * pow(max(count, 1), -1 / (Double(axes.count) + 4))
    bandwidth = min(1, max(scott, 1 / min(100, 2 + count)))
    smoothing = priorWeight / (count + 1)
  }

  /// A random point.
  func sample(using random: inout Xoshiro256) -> [Double] {
    let u = random.uniform()
    let kernel = cumulative.firstIndex { u < $0 } ?? points.count
    return axes.indices.map { axis in
      switch axes[axis].kind {
      case .ordered:
        return kernel < points.count
          ? truncatedNormal(around: points[kernel][axis], bandwidth, using: &random)
          : truncatedNormal(around: 0.5, 1, using: &random)
      case .unordered(let count):
        let keep = kernel < points.count ? 1 / (1 + smoothing * Double(count)) : 0
        if random.uniform() < keep { return points[kernel][axis] }
        return Double(Int.random(in: 0..<count, using: &random))
      }
    }
  }

  /// ln of the density at a point, or of the probability of its cell on stepped axes.
  func logDensity(_ point: [Double]) -> Double {
    let cells = axes.indices.map { axes[$0].cell(point[$0]) }
    let terms = (0...points.count).map { kernel in
      axes.indices.reduce(logWeights[kernel]) { sum, axis in
        let isPrior = kernel == points.count
        switch axes[axis].kind {
        case .ordered:
          let center = isPrior ? 0.5 : points[kernel][axis]
          return sum + logKernel(point[axis], cells[axis], center, isPrior ? 1 : bandwidth)
        case .unordered(let count):
          let n = Double(count)
          if isPrior { return sum - log(n) }
          let hit = points[kernel][axis] == point[axis] ? 1.0 : 0
          return sum + log((hit + smoothing) / (1 + smoothing * n))
        }
      }
    }
    let largest = terms.max() ?? 0
    return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
  }

  private func logKernel(
    _ x: Double, _ cell: (low: Double, high: Double)?, _ center: Double, _ deviation: Double
  ) -> Double {
    let normalization = log(mass(from: 0, to: 1, center, deviation))
    if let cell {
      return log(max(1e-300, mass(from: cell.low, to: cell.high, center, deviation))) - normalization
    }
    let z = (x - center) / deviation
    return -0.5 * z * z - log(deviation) - 0.918938533204672741780 - normalization
  }

  private func mass(from low: Double, to high: Double, _ center: Double, _ deviation: Double) -> Double {
    Normal.cdf((high - center) / deviation) - Normal.cdf((low - center) / deviation)
  }

  /// A normal number cut to [0, 1]. The center lies within, so that at least a third of the draws do.
  private func truncatedNormal(
    around center: Double, _ deviation: Double, using random: inout Xoshiro256
  ) -> Double {
    while true {
      let x = center + deviation * random.normal()
      if x >= 0, x <= 1 { return x }
    }
  }
}
