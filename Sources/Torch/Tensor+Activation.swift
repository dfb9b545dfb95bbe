internal import CTorch

// Activation functions, element by element unless they name a dimension.
extension Tensor {
  /// max(x, 0).
  public func relu() -> Tensor { .make { ct_relu(handle, $0) } }

  /// x · sigmoid(x), also called swish (arXiv:1702.03118).
  public func silu() -> Tensor { .make { ct_silu(handle, $0) } }

  /// x · tanh(softplus(x)) (arXiv:1908.08681).
  public func mish() -> Tensor { .make { ct_mish(handle, $0) } }

  /// 1 / (1 + e⁻ˣ).
  public func sigmoid() -> Tensor { .make { ct_sigmoid(handle, $0) } }

  /// The hyperbolic tangent.
  public func tanh() -> Tensor { .make { ct_tanh(handle, $0) } }

  /// log(sigmoid(x)), exact where the sigmoid is near 0.
  public func logSigmoid() -> Tensor { .make { ct_log_sigmoid(handle, $0) } }

  /// Replaces negative elements by 0.
  @discardableResult
  public func relu_() -> Tensor {
    check(ct_relu_(handle))
    return self
  }

  /// Replaces each x by sigmoid(x).
  @discardableResult
  public func sigmoid_() -> Tensor {
    check(ct_sigmoid_(handle))
    return self
  }

  /// Replaces each x by its hyperbolic tangent.
  @discardableResult
  public func tanh_() -> Tensor {
    check(ct_tanh_(handle))
    return self
  }

  /// How `gelu` is computed.
  public enum GELUApproximation: Sendable {
    /// By the error function.
    case none
    /// By the hyperbolic tangent, as GPT-2 has it.
    case tanh
  }

  /// x · Φ(x), with the normal distribution's Φ (arXiv:1606.08415).
  public func gelu(approximate: GELUApproximation = .none) -> Tensor {
    .make { ct_gelu(handle, approximate == .tanh ? "tanh" : "none", $0) }
  }

  /// x where it is positive, `slope` · x elsewhere.
  public func leakyRelu(slope: Double = 0.01) -> Tensor { .make { ct_leaky_relu(handle, slope.code, $0) } }

  /// x where it is positive, `alpha` · (eˣ − 1) elsewhere (arXiv:1511.07289).
  public func elu(alpha: Double = 1) -> Tensor { .make { ct_elu(handle, alpha.code, one, one, $0) } }

  /// log(1 + e^(`beta` x)) / `beta`; where `beta` · x exceeds `threshold`, x.
  public func softplus(beta: Double = 1, threshold: Double = 20) -> Tensor {
    .make { ct_softplus(handle, beta.code, threshold.code, $0) }
  }

  /// x, clipped to the range.
  public func hardtanh(min: Double = -1, max: Double = 1) -> Tensor {
    .make { ct_hardtanh(handle, min.code, max.code, $0) }
  }

  /// The elements along a dimension as probabilities: e^x over their sum. `dtype` converts before the computation.
  public func softmax(dim: Int, dtype: DType? = nil) -> Tensor {
    .make { ct_softmax_int(handle, dim, dtype.code, $0) }
  }

  /// The logarithm of `softmax`, exact where probabilities are small.
  public func logSoftmax(dim: Int, dtype: DType? = nil) -> Tensor {
    .make { ct_log_softmax_int(handle, dim, dtype.code, $0) }
  }

  /// The first half along a dimension, gated by the sigmoid of the second (arXiv:1612.08083).
  public func glu(dim: Int = -1) -> Tensor { .make { ct_glu(handle, dim, $0) } }
}
