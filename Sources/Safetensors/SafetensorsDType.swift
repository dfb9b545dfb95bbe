/// An element type of the safetensors format, spelled as in the file.
///
/// The list is that of the reference implementation (huggingface/safetensors 0.8, `Dtype`).
public enum SafetensorsDType: String, Sendable, CaseIterable {
  /// One byte a value, 0 or 1.
  case bool = "BOOL"
  /// Four bits, E2M1 (MXFP4).
  case float4 = "F4"
  /// Six bits, E2M3.
  case float6e2m3 = "F6_E2M3"
  /// Six bits, E3M2.
  case float6e3m2 = "F6_E3M2"
  /// Unsigned byte.
  case uint8 = "U8"
  /// Signed byte.
  case int8 = "I8"
  /// Eight bits, E5M2.
  case float8e5m2 = "F8_E5M2"
  /// Eight bits, E4M3.
  case float8e4m3 = "F8_E4M3"
  /// Eight bits of exponent, the scale of MX formats.
  case float8e8m0 = "F8_E8M0"
  /// Eight bits, E4M3 without negative zero.
  case float8e4m3fnuz = "F8_E4M3FNUZ"
  /// Eight bits, E5M2 without negative zero.
  case float8e5m2fnuz = "F8_E5M2FNUZ"
  /// Signed, two bytes.
  case int16 = "I16"
  /// Unsigned, two bytes.
  case uint16 = "U16"
  /// IEEE half precision.
  case float16 = "F16"
  /// bfloat16.
  case bfloat16 = "BF16"
  /// Signed, four bytes.
  case int32 = "I32"
  /// Unsigned, four bytes.
  case uint32 = "U32"
  /// IEEE single precision.
  case float32 = "F32"
  /// Two single-precision floats.
  case complex64 = "C64"
  /// IEEE double precision.
  case float64 = "F64"
  /// Signed, eight bytes.
  case int64 = "I64"
  /// Unsigned, eight bytes.
  case uint64 = "U64"

  /// Bits that one element takes.
  public var bitWidth: UInt64 {
    switch self {
    case .float4: 4
    case .float6e2m3, .float6e3m2: 6
    case .bool, .uint8, .int8, .float8e5m2, .float8e4m3, .float8e8m0, .float8e4m3fnuz, .float8e5m2fnuz: 8
    case .int16, .uint16, .float16, .bfloat16: 16
    case .int32, .uint32, .float32: 32
    case .complex64, .float64, .int64, .uint64: 64
    }
  }

  /// Bytes that a tensor of `shape` takes; nil when the product overflows or is not whole bytes.
  public func byteCount(shape: [Int]) -> UInt64? {
    var bits = bitWidth
    for dim in shape {
      guard let dim = UInt64(exactly: dim) else { return nil }
      let (product, overflow) = bits.multipliedReportingOverflow(by: dim)
      guard !overflow else { return nil }
      bits = product
    }
    return bits % 8 == 0 ? bits / 8 : nil
  }
}
