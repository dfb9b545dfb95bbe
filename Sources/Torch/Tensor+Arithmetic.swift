internal import CTorch

// Sums, products and their like; tensors are broadcast as in NumPy.
extension Tensor {
  /// The sum of each pair of elements.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    make { ct_add_tensor(a.handle, b.handle, one, $0) }
  }

  /// The sum of each element and a number.
  public static func + (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_add_scalar(a.handle, b.code, one, $0) }
  }

  /// The sum of a number and each element.
  public static func + (a: some ScalarConvertible, b: Tensor) -> Tensor {
    make { ct_add_scalar(b.handle, a.code, one, $0) }
  }

  /// The difference of each pair of elements.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    make { ct_sub_tensor(a.handle, b.handle, one, $0) }
  }

  /// The difference of each element and a number.
  public static func - (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_sub_scalar(a.handle, b.code, one, $0) }
  }

  /// The difference of a number and each element.
  public static func - (a: some ScalarConvertible, b: Tensor) -> Tensor {
    make { ct_rsub_scalar(b.handle, a.code, one, $0) }
  }

  /// The product of each pair of elements.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    make { ct_mul_tensor(a.handle, b.handle, $0) }
  }

  /// The product of each element and a number.
  public static func * (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_mul_scalar(a.handle, b.code, $0) }
  }

  /// The product of a number and each element.
  public static func * (a: some ScalarConvertible, b: Tensor) -> Tensor {
    make { ct_mul_scalar(b.handle, a.code, $0) }
  }

  /// The quotient of each pair of elements.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    make { ct_div_tensor(a.handle, b.handle, $0) }
  }

  /// The quotient of each element and a number.
  public static func / (a: Tensor, b: some ScalarConvertible) -> Tensor {
    make { ct_div_scalar(a.handle, b.code, $0) }
  }

  /// The quotient of a number and each element.
  public static func / (a: some ScalarConvertible, b: Tensor) -> Tensor {
    b.reciprocal() * a
  }

  /// Each element with the other sign.
  public static prefix func - (a: Tensor) -> Tensor { make { ct_neg(a.handle, $0) } }

  /// Adds a tensor, or a multiple of it, in place.
  @discardableResult
  public func add_(_ other: Tensor, alpha: some ScalarConvertible = 1) -> Tensor {
    check(ct_add__tensor(handle, other.handle, alpha.code))
    return self
  }

  /// Subtracts a tensor, or a multiple of it, in place.
  @discardableResult
  public func sub_(_ other: Tensor, alpha: some ScalarConvertible = 1) -> Tensor {
    check(ct_sub__tensor(handle, other.handle, alpha.code))
    return self
  }

  /// Multiplies by a tensor in place.
  @discardableResult
  public func mul_(_ other: Tensor) -> Tensor {
    check(ct_mul__tensor(handle, other.handle))
    return self
  }

  /// Divides by a tensor in place.
  @discardableResult
  public func div_(_ other: Tensor) -> Tensor {
    check(ct_div__tensor(handle, other.handle))
    return self
  }

  /// Adds a number in place.
  @discardableResult
  public func add_(_ other: some ScalarConvertible) -> Tensor {
    check(ct_add__scalar(handle, other.code, one))
    return self
  }

  /// Subtracts a number in place.
  @discardableResult
  public func sub_(_ other: some ScalarConvertible) -> Tensor {
    check(ct_sub__scalar(handle, other.code, one))
    return self
  }

  /// Multiplies by a number in place.
  @discardableResult
  public func mul_(_ other: some ScalarConvertible) -> Tensor {
    check(ct_mul__scalar(handle, other.code))
    return self
  }

  /// Divides by a number in place.
  @discardableResult
  public func div_(_ other: some ScalarConvertible) -> Tensor {
    check(ct_div__scalar(handle, other.code))
    return self
  }

  /// The quotient, rounded down.
  public func floorDivide(_ other: Tensor) -> Tensor { .make { ct_floor_divide(handle, other.handle, $0) } }

  /// The quotient by a number, rounded down.
  public func floorDivide(_ other: some ScalarConvertible) -> Tensor {
    .make { ct_floor_divide_scalar(handle, other.code, $0) }
  }

  /// The remainder, with the divisor's sign.
  public func remainder(_ other: Tensor) -> Tensor { .make { ct_remainder_tensor(handle, other.handle, $0) } }

  /// The remainder of the division by a number, with the divisor's sign.
  public func remainder(_ other: some ScalarConvertible) -> Tensor {
    .make { ct_remainder_scalar(handle, other.code, $0) }
  }

  /// Each element raised to a power.
  public func pow(_ exponent: some ScalarConvertible) -> Tensor {
    .make { ct_pow_tensor_scalar(handle, exponent.code, $0) }
  }

  /// Each element raised to the power of the other's.
  public func pow(_ exponent: Tensor) -> Tensor {
    .make { ct_pow_tensor_tensor(handle, exponent.handle, $0) }
  }

  /// Raises each element to a power in place.
  @discardableResult
  public func pow_(_ exponent: some ScalarConvertible) -> Tensor {
    check(ct_pow__scalar(handle, exponent.code))
    return self
  }

  /// The angle of the point (`other`, `self`).
  public func atan2(_ other: Tensor) -> Tensor { .make { ct_atan2(handle, other.handle, $0) } }

  /// log(eˣ + eʸ).
  public func logAddExp(_ other: Tensor) -> Tensor { .make { ct_logaddexp(handle, other.handle, $0) } }

  /// The smaller of each pair of elements.
  public func minimum(_ other: Tensor) -> Tensor { .make { ct_minimum(handle, other.handle, $0) } }

  /// The larger of each pair of elements.
  public func maximum(_ other: Tensor) -> Tensor { .make { ct_maximum(handle, other.handle, $0) } }

  /// Each element, moved into the range where it lies outside; a bound that is nil does not hold.
  public func clamp(min: Double? = nil, max: Double? = nil) -> Tensor {
    .make { ct_clamp(handle, optionalScalar(min), optionalScalar(max), $0) }
  }

  /// Moves each element that lies outside into the range, in place.
  @discardableResult
  public func clamp_(min: Double? = nil, max: Double? = nil) -> Tensor {
    check(ct_clamp_(handle, optionalScalar(min), optionalScalar(max)))
    return self
  }

  /// `self` + `weight` · (`end` − `self`).
  public func lerp(_ end: Tensor, weight: Double) -> Tensor {
    .make { ct_lerp_scalar(handle, end.handle, weight.code, $0) }
  }

  /// `self` + `weight` · (`end` − `self`), with a weight for each element.
  public func lerp(_ end: Tensor, weight: Tensor) -> Tensor {
    .make { ct_lerp_tensor(handle, end.handle, weight.handle, $0) }
  }

  /// Moves each element towards `end` by the share `weight`, in place.
  @discardableResult
  public func lerp_(_ end: Tensor, weight: Double) -> Tensor {
    check(ct_lerp__scalar(handle, end.handle, weight.code))
    return self
  }

  /// Moves each element towards `end` by its own share, in place.
  @discardableResult
  public func lerp_(_ end: Tensor, weight: Tensor) -> Tensor {
    check(ct_lerp__tensor(handle, end.handle, weight.handle))
    return self
  }

  /// `self` + `value` · `a` · `b`.
  public func addcmul(_ a: Tensor, _ b: Tensor, value: Double = 1) -> Tensor {
    .make { ct_addcmul(handle, a.handle, b.handle, value.code, $0) }
  }

  /// Adds `value` · `a` · `b` in place.
  @discardableResult
  public func addcmul_(_ a: Tensor, _ b: Tensor, value: Double = 1) -> Tensor {
    check(ct_addcmul_(handle, a.handle, b.handle, value.code))
    return self
  }

  /// `self` + `value` · `a` / `b`.
  public func addcdiv(_ a: Tensor, _ b: Tensor, value: Double = 1) -> Tensor {
    .make { ct_addcdiv(handle, a.handle, b.handle, value.code, $0) }
  }

  /// Adds `value` · `a` / `b` in place.
  @discardableResult
  public func addcdiv_(_ a: Tensor, _ b: Tensor, value: Double = 1) -> Tensor {
    check(ct_addcdiv_(handle, a.handle, b.handle, value.code))
    return self
  }

  /// Each element, with these numbers in the place of NaN and of the infinities; where one is nil, 0 or the largest
  /// finite number of the type stands.
  public func nanToNum(nan: Double? = nil, positiveInfinity: Double? = nil, negativeInfinity: Double? = nil)
    -> Tensor
  {
    .make { ct_nan_to_num(handle, optional(nan), optional(positiveInfinity), optional(negativeInfinity), $0) }
  }
}
