internal import CTorch

// Products and decompositions. Dimensions before the last two are batches of matrices.
extension Tensor {
  /// The matrix product, with batches broadcast; of two vectors, their inner product.
  public func matmul(_ other: Tensor) -> Tensor { .make { ct_matmul(handle, other.handle, $0) } }

  /// The product of two matrices.
  public func mm(_ other: Tensor) -> Tensor { .make { ct_mm(handle, other.handle, $0) } }

  /// The products of two batches of matrices: [B, N, K] and [B, K, M] → [B, N, M].
  public func bmm(_ other: Tensor) -> Tensor { .make { ct_bmm(handle, other.handle, $0) } }

  /// `beta` · `self` + `alpha` · (`a` × `b`), for matrices.
  public func addmm(_ a: Tensor, _ b: Tensor, beta: Double = 1, alpha: Double = 1) -> Tensor {
    .make { ct_addmm(handle, a.handle, b.handle, beta.code, alpha.code, $0) }
  }

  /// `self` = `beta` · `self` + `alpha` · (`a` × `b`), for matrices.
  @discardableResult
  public func addmm_(_ a: Tensor, _ b: Tensor, beta: Double = 1, alpha: Double = 1) -> Tensor {
    check(ct_addmm_(handle, a.handle, b.handle, beta.code, alpha.code))
    return self
  }

  /// `beta` · `self` + `alpha` · (`a` × `b`), for batches of matrices.
  public func baddbmm(_ a: Tensor, _ b: Tensor, beta: Double = 1, alpha: Double = 1) -> Tensor {
    .make { ct_baddbmm(handle, a.handle, b.handle, beta.code, alpha.code, $0) }
  }

  /// `self` = `beta` · `self` + `alpha` · (`a` × `b`), for batches of matrices.
  @discardableResult
  public func baddbmm_(_ a: Tensor, _ b: Tensor, beta: Double = 1, alpha: Double = 1) -> Tensor {
    check(ct_baddbmm_(handle, a.handle, b.handle, beta.code, alpha.code))
    return self
  }

  /// The inner product of two vectors.
  public func dot(_ other: Tensor) -> Tensor { .make { ct_dot(handle, other.handle, $0) } }

  /// The outer product of two vectors.
  public func outer(_ other: Tensor) -> Tensor { .make { ct_outer(handle, other.handle, $0) } }

  /// The sum of products that an equation in Einstein's notation names, such as `"bij,bjk->bik"`.
  public static func einsum(_ equation: String, _ tensors: [Tensor]) -> Tensor {
    make { out in tensors.withHandles { ct_einsum(equation, $0, $1, nil, 0, out) } }
  }

  /// The sum of a matrix's diagonal.
  public func trace() -> Tensor { .make { ct_trace(handle, $0) } }

  // MARK: - Decompositions

  /// An orthogonal and an upper triangular matrix whose product this is; the reduced form.
  public func qr() -> (q: Tensor, r: Tensor) {
    Tensor.makePair { ct_linalg_qr(handle, "reduced", $0, $1) }
  }

  /// The singular values in descending order, and the vectors: `self` = `u` · diag(`s`) · `vh`.
  public func svd(fullMatrices: Bool = false) -> (u: Tensor, s: Tensor, vh: Tensor) {
    var u: ct_tensor?
    var s: ct_tensor?
    var vh: ct_tensor?
    check(ct_linalg_svd(handle, fullMatrices, &u, &s, &vh))
    return (
      Tensor(owning: u.unsafelyUnwrapped), Tensor(owning: s.unsafelyUnwrapped),
      Tensor(owning: vh.unsafelyUnwrapped)
    )
  }

  /// The singular values in descending order.
  public func singularValues() -> Tensor { .make { ct_linalg_svdvals(handle, $0) } }

  /// The eigenvalues in ascending order and the eigenvectors of a symmetric matrix, whose lower half is read.
  public func symmetricEigen() -> (values: Tensor, vectors: Tensor) {
    Tensor.makePair { ct_linalg_eigh(handle, "L", $0, $1) }
  }

  /// The lower triangular matrix whose product with its transpose is this positive definite one.
  public func cholesky() -> Tensor { .make { ct_linalg_cholesky(handle, false, $0) } }

  /// The solution x of `self` · x = `other`.
  public func solve(_ other: Tensor) -> Tensor { .make { ct_linalg_solve(handle, other.handle, true, $0) } }

  /// The solution x of `self` · x = `other` for a triangular matrix.
  public func solveTriangular(_ other: Tensor, upper: Bool) -> Tensor {
    .make { ct_linalg_solve_triangular(handle, other.handle, upper, true, false, $0) }
  }

  /// The inverse matrix.
  public func inverse() -> Tensor { .make { ct_linalg_inv(handle, $0) } }

  /// The determinant.
  public func determinant() -> Tensor { .make { ct_linalg_det(handle, $0) } }

  /// A matrix norm: 2 and −2 are the largest and the smallest singular value, 1 and infinity sums of columns and rows.
  public func matrixNorm(order: Double) -> Tensor {
    .make { ct_linalg_matrix_norm(handle, order.code, [-2, -1], 2, false, CT_NO_DTYPE, $0) }
  }
}
