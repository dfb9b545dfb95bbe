import Safetensors
import Torch

extension SafetensorsDType {
  /// How a tensor's elements are called in the file.
  init(_ dtype: DType) {
    switch dtype {
    case .bool: self = .bool
    case .uint8: self = .uint8
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .float16: self = .float16
    case .bfloat16: self = .bfloat16
    case .float32: self = .float32
    case .float64: self = .float64
    }
  }

  /// What LibTorch calls it; nil for a dtype that `Tensor` does not have.
  var torch: DType? {
    switch self {
    case .bool: .bool
    case .uint8: .uint8
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .float32: .float32
    case .float64: .float64
    default: nil
    }
  }
}
