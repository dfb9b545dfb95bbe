internal import CTorch

// Functions of each element on its own.
extension Tensor {
  /// |x|.
  public func abs() -> Tensor { .make { ct_abs(handle, $0) } }

  /// −1, 0 or 1.
  public func sign() -> Tensor { .make { ct_sign(handle, $0) } }

  /// x².
  public func square() -> Tensor { .make { ct_square(handle, $0) } }

  /// √x.
  public func sqrt() -> Tensor { .make { ct_sqrt(handle, $0) } }

  /// 1/√x.
  public func rsqrt() -> Tensor { .make { ct_rsqrt(handle, $0) } }

  /// 1/x.
  public func reciprocal() -> Tensor { .make { ct_reciprocal(handle, $0) } }

  /// eˣ.
  public func exp() -> Tensor { .make { ct_exp(handle, $0) } }

  /// 2ˣ.
  public func exp2() -> Tensor { .make { ct_exp2(handle, $0) } }

  /// eˣ − 1, exact for small x.
  public func expm1() -> Tensor { .make { ct_expm1(handle, $0) } }

  /// The natural logarithm.
  public func log() -> Tensor { .make { ct_log(handle, $0) } }

  /// The logarithm to base 2.
  public func log2() -> Tensor { .make { ct_log2(handle, $0) } }

  /// The logarithm to base 10.
  public func log10() -> Tensor { .make { ct_log10(handle, $0) } }

  /// log(1 + x), exact for small x.
  public func log1p() -> Tensor { .make { ct_log1p(handle, $0) } }

  /// The sine.
  public func sin() -> Tensor { .make { ct_sin(handle, $0) } }

  /// The cosine.
  public func cos() -> Tensor { .make { ct_cos(handle, $0) } }

  /// The tangent.
  public func tan() -> Tensor { .make { ct_tan(handle, $0) } }

  /// The error function.
  public func erf() -> Tensor { .make { ct_erf(handle, $0) } }

  /// The largest integer not above x.
  public func floor() -> Tensor { .make { ct_floor(handle, $0) } }

  /// The smallest integer not below x.
  public func ceil() -> Tensor { .make { ct_ceil(handle, $0) } }

  /// The nearest integer; halves go to the even one.
  public func round() -> Tensor { .make { ct_round(handle, $0) } }

  /// The integer part.
  public func trunc() -> Tensor { .make { ct_trunc(handle, $0) } }

  // MARK: - In place

  /// Replaces each x by |x|.
  @discardableResult
  public func abs_() -> Tensor {
    check(ct_abs_(handle))
    return self
  }

  /// Replaces each x by −x.
  @discardableResult
  public func neg_() -> Tensor {
    check(ct_neg_(handle))
    return self
  }

  /// Replaces each x by x².
  @discardableResult
  public func square_() -> Tensor {
    check(ct_square_(handle))
    return self
  }

  /// Replaces each x by √x.
  @discardableResult
  public func sqrt_() -> Tensor {
    check(ct_sqrt_(handle))
    return self
  }

  /// Replaces each x by 1/√x.
  @discardableResult
  public func rsqrt_() -> Tensor {
    check(ct_rsqrt_(handle))
    return self
  }

  /// Replaces each x by 1/x.
  @discardableResult
  public func reciprocal_() -> Tensor {
    check(ct_reciprocal_(handle))
    return self
  }

  /// Replaces each x by eˣ.
  @discardableResult
  public func exp_() -> Tensor {
    check(ct_exp_(handle))
    return self
  }

  /// Replaces each x by its natural logarithm.
  @discardableResult
  public func log_() -> Tensor {
    check(ct_log_(handle))
    return self
  }
}
