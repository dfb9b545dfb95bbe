/// A symmetric positive definite matrix as L·Lᵀ, for solving with it.
struct Cholesky {
  private let size: Int
  /// L by rows, `size` to each.
  private let factor: [Double]

  /// Factors a matrix given by rows, of which the lower triangle is read.
  ///
  /// - Returns: nil if it is not positive definite.
  init?(_ matrix: [Double], size: Int) {
    var factor = matrix
    for i in 0..<size {
      for j in 0...i {
        var sum = factor[i * size + j]
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        if j < i {
          factor[i * size + j] = sum / factor[j * size + j]
        } else {
          guard sum > 0, sum.isFinite else { return nil }
          factor[i * size + i] = sum.squareRoot()
        }
      }
    }
    self.size = size
    self.factor = factor
  }

  /// The diagonal of L.
  var diagonal: [Double] { (0..<size).map { factor[$0 * size + $0] } }

  /// L⁻¹·b.
  func forward(_ b: [Double]) -> [Double] {
    var x = b
    for i in 0..<size {
      for k in 0..<i { x[i] -= factor[i * size + k] * x[k] }
      x[i] /= factor[i * size + i]
    }
    return x
  }

  /// (L·Lᵀ)⁻¹·b.
  func solve(_ b: [Double]) -> [Double] {
    var x = forward(b)
    for i in (0..<size).reversed() {
      x[i] /= factor[i * size + i]
      for k in 0..<i { x[k] -= factor[i * size + k] * x[i] }
    }
    return x
  }
}
