internal import CTorch

// Comparisons give tensors of `bool`.
extension Tensor {
  /// Whether each element is equal to the other's.
  public static func .== (a: Tensor, b: Tensor) -> Tensor {
    make { ct_eq_tensor(a.handle, b.handle, $0) }
  }

  /// Whether each element is equal to a number.
  public static func .== (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_eq_scalar(a.handle, b.code, $0) }
  }

  /// Whether each element differs from the other's.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor {
    make { ct_ne_tensor(a.handle, b.handle, $0) }
  }

  /// Whether each element differs from a number.
  public static func .!= (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_ne_scalar(a.handle, b.code, $0) }
  }

  /// Whether each element is less than the other's.
  public static func .< (a: Tensor, b: Tensor) -> Tensor {
    make { ct_lt_tensor(a.handle, b.handle, $0) }
  }

  /// Whether each element is less than a number.
  public static func .< (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_lt_scalar(a.handle, b.code, $0) }
  }

  /// Whether each element is at most the other's.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor {
    make { ct_le_tensor(a.handle, b.handle, $0) }
  }

  /// Whether each element is at most a number.
  public static func .<= (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_le_scalar(a.handle, b.code, $0) }
  }

  /// Whether each element is greater than the other's.
  public static func .> (a: Tensor, b: Tensor) -> Tensor {
    make { ct_gt_tensor(a.handle, b.handle, $0) }
  }

  /// Whether each element is greater than a number.
  public static func .> (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_gt_scalar(a.handle, b.code, $0) }
  }

  /// Whether each element is at least the other's.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor {
    make { ct_ge_tensor(a.handle, b.handle, $0) }
  }

  /// Whether each element is at least a number.
  public static func .>= (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_ge_scalar(a.handle, b.code, $0) }
  }

  /// Whether each element is not a number.
  public func isNaN() -> Tensor { .make { ct_isnan(handle, $0) } }

  /// Whether each element is infinite.
  public func isInfinite() -> Tensor { .make { ct_isinf(handle, $0) } }

  /// Whether each element is neither infinite nor NaN.
  public func isFinite() -> Tensor { .make { ct_isfinite(handle, $0) } }

  /// Whether each element is 0, or false.
  public func logicalNot() -> Tensor { .make { ct_logical_not(handle, $0) } }

  /// Each element with its bits turned; for truth values, not.
  public func bitwiseNot() -> Tensor { .make { ct_bitwise_not(handle, $0) } }

  /// Whether both are true, or not 0.
  public func logicalAnd(_ other: Tensor) -> Tensor { .make { ct_logical_and(handle, other.handle, $0) } }

  /// Whether at least one is true, or not 0.
  public func logicalOr(_ other: Tensor) -> Tensor { .make { ct_logical_or(handle, other.handle, $0) } }

  /// Whether exactly one is true, or not 0.
  public func logicalXor(_ other: Tensor) -> Tensor { .make { ct_logical_xor(handle, other.handle, $0) } }

  /// The bits that both have.
  public func bitwiseAnd(_ other: Tensor) -> Tensor {
    .make { ct_bitwise_and_tensor(handle, other.handle, $0) }
  }

  /// The bits that at least one has.
  public func bitwiseOr(_ other: Tensor) -> Tensor {
    .make { ct_bitwise_or_tensor(handle, other.handle, $0) }
  }

  /// The bits that exactly one has.
  public func bitwiseXor(_ other: Tensor) -> Tensor {
    .make { ct_bitwise_xor_tensor(handle, other.handle, $0) }
  }

  /// Whether each pair of elements is close: |a − b| ≤ `absolute` + `relative` · |b|.
  public func isClose(
    _ other: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
  ) -> Tensor {
    .make { ct_isclose(handle, other.handle, relative, absolute, equalNaN, $0) }
  }

  /// Whether all pairs of elements are close: |a − b| ≤ `absolute` + `relative` · |b|.
  public func isAllClose(
    _ other: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
  ) -> Bool {
    var result = false
    check(ct_allclose(handle, other.handle, relative, absolute, equalNaN, &result))
    return result
  }

  /// Whether both have the same shape and elements.
  public func isEqual(_ other: Tensor) -> Bool {
    var result = false
    check(ct_equal(handle, other.handle, &result))
    return result
  }
}
