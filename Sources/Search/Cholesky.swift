/// A symmetric positive definite matrix as L·Lᵀ, for solving with it.
struct Cholesky {
  private let factor: [[Double]]

  /// Factors a matrix, of which the lower triangle is read.
  ///
  /// - Returns: nil if it is not positive definite.
  init?(_ matrix: [[Double]]) {
    var factor: [[Double]] = []
    for (i, row) in matrix.enumerated() {
      var result: [Double] = []
      for j in 0...i {
        var sum = row[j]
        for k in 0..<j { sum -= result[k] * (j < i ? factor[j][k] : result[k]) }
        if j < i {
          result.append(sum / factor[j][j])
        } else {
          guard sum > 0, sum.isFinite else { return nil }
          result.append(sum.squareRoot())
        }
      }
      factor.append(result)
    }
    self.factor = factor
  }

  /// The diagonal of L.
  var diagonal: [Double] { factor.indices.map { factor[$0][$0] } }

  /// L⁻¹·b.
  func forward(_ b: [Double]) -> [Double] {
    var x = b
    for i in x.indices {
      for k in 0..<i { x[i] -= factor[i][k] * x[k] }
      x[i] /= factor[i][i]
    }
    return x
  }

  /// (L·Lᵀ)⁻¹·b.
  func solve(_ b: [Double]) -> [Double] {
    var x = forward(b)
    for i in x.indices.reversed() {
      for k in (i + 1)..<max(i + 1, x.count) { x[i] -= factor[k][i] * x[k] }
      x[i] /= factor[i][i]
    }
    return x
  }
}
