internal import CTorch

/// A number that takes part in an operator beside tensors. Its kind decides the result's type as in PyTorch: an integer
/// tensor plus an integer is an integer tensor, plus a floating-point number it is a floating-point tensor.
public enum Scalar: Sendable {
  case int(Int)
  case double(Double)
  case bool(Bool)
}

/// A type whose values can stand beside tensors in operators.
public protocol ScalarConvertible: Sendable {
  /// The number and its kind.
  var scalar: Scalar { get }
}

extension Scalar: ScalarConvertible {
  /// Itself.
  public var scalar: Scalar { self }
}

extension Int: ScalarConvertible {
  /// The integer.
  public var scalar: Scalar { .int(self) }
}

extension Double: ScalarConvertible {
  /// The floating-point number.
  public var scalar: Scalar { .double(self) }
}

extension Float: ScalarConvertible {
  /// The floating-point number.
  public var scalar: Scalar { .double(Double(self)) }
}

extension Bool: ScalarConvertible {
  /// The truth value.
  public var scalar: Scalar { .bool(self) }
}

extension ScalarConvertible {
  @inline(__always)
  var code: ct_scalar {
    switch scalar {
    case .double(let value): ct_scalar(real: value, integer: 0, kind: UInt8(CT_SCALAR_REAL))
    case .int(let value): ct_scalar(real: 0, integer: value, kind: UInt8(CT_SCALAR_INT))
    case .bool(let value): ct_scalar(real: 0, integer: value ? 1 : 0, kind: UInt8(CT_SCALAR_BOOL))
    }
  }
}

/// The C side's one, for factors that are not used.
let one = 1.code

@inline(__always)
func optionalScalar(_ value: Double?) -> ct_optional_scalar {
  ct_optional_scalar(value: (value ?? 0).code, has_value: value != nil)
}

@inline(__always)
func optional(_ value: Int?) -> ct_optional_int {
  ct_optional_int(value: value ?? 0, has_value: value != nil)
}

@inline(__always)
func optional(_ value: Double?) -> ct_optional_double {
  ct_optional_double(value: value ?? 0, has_value: value != nil)
}
