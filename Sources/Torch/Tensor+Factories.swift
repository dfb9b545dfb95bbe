internal import CTorch

// New tensors. Where no device is named it is `Device.current`, and where no type is, `float32`.
extension Tensor {
  /// All 0.
  public static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .current) -> Tensor {
    make { ct_zeros(shape, shape.count, dtype.rawValue, device.code, $0) }
  }

  /// All 1.
  public static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .current) -> Tensor {
    make { ct_ones(shape, shape.count, dtype.rawValue, device.code, $0) }
  }

  /// All one number.
  public static func full(
    _ shape: [Int], _ value: some ScalarConvertible, dtype: DType = .float32, device: Device = .current
  ) -> Tensor {
    make { ct_full(shape, shape.count, value.code, dtype.rawValue, device.code, $0) }
  }

  /// Whatever the memory holds.
  public static func empty(_ shape: [Int], dtype: DType = .float32, device: Device = .current) -> Tensor {
    make { ct_empty_memory_format(shape, shape.count, dtype.rawValue, device.code, $0) }
  }

  /// All 0, in the shape of another tensor, and of its type and device where none is named.
  public static func zeros(like other: Tensor, dtype: DType? = nil, device: Device? = nil) -> Tensor {
    make { ct_zeros_like(other.handle, dtype.code, device.code, $0) }
  }

  /// All 1, in the shape of another tensor, and of its type and device where none is named.
  public static func ones(like other: Tensor, dtype: DType? = nil, device: Device? = nil) -> Tensor {
    make { ct_ones_like(other.handle, dtype.code, device.code, $0) }
  }

  /// All one number, in the shape of another tensor, and of its type and device where none is named.
  public static func full(
    like other: Tensor, _ value: some ScalarConvertible, dtype: DType? = nil, device: Device? = nil
  ) -> Tensor {
    make { ct_full_like(other.handle, value.code, dtype.code, device.code, $0) }
  }

  /// Whatever the memory holds, in the shape of another tensor, and of its type and device where none is named.
  public static func empty(like other: Tensor, dtype: DType? = nil, device: Device? = nil) -> Tensor {
    make { ct_empty_like(other.handle, dtype.code, device.code, $0) }
  }

  /// The integers from 0 up to, and without, `end`: Int64 [end].
  public static func arange(_ end: Int, dtype: DType = .int64, device: Device = .current) -> Tensor {
    arange(0, end, dtype: dtype, device: device)
  }

  /// The numbers from `start` up to, and without, `end`; integers give `int64`, others `float32`.
  public static func arange<Number: ScalarConvertible & Numeric>(
    _ start: Number, _ end: Number, step: Number = 1, dtype: DType? = nil, device: Device = .current
  ) -> Tensor {
    make { ct_arange_start_step(start.code, end.code, step.code, dtype.code, device.code, $0) }
  }

  /// `count` numbers at equal distances, from `start` to `end`, which are among them.
  public static func linspace(
    _ start: Double, _ end: Double, count: Int, dtype: DType = .float32, device: Device = .current
  ) -> Tensor {
    make { ct_linspace(start.code, end.code, count, dtype.rawValue, device.code, $0) }
  }

  /// The identity matrix [n, n].
  public static func eye(_ n: Int, dtype: DType = .float32, device: Device = .current) -> Tensor {
    make { ct_eye(n, dtype.rawValue, device.code, $0) }
  }

  // MARK: - From Swift's values

  /// A tensor of these elements in row-major order; without a shape, a vector.
  ///
  /// Its type is that of the elements, except that `Double`s become `float32`, the type that models compute in, unless
  /// `dtype` says otherwise. PyTorch's `torch.tensor` does the same.
  public convenience init<Element: TensorElement>(
    _ values: [Element], shape: [Int]? = nil, dtype: DType? = nil, device: Device = .current
  ) {
    let shape = shape ?? [values.count]
    var handle: ct_tensor?
    values.withUnsafeBytes { bytes in
      check(
        ct_from_bytes(
          bytes.baseAddress, bytes.count, shape, shape.count, Element.dtype.rawValue, Device.cpu.code, &handle
        ))
    }
    let wanted = dtype ?? (Element.self == Double.self ? .float32 : Element.dtype)
    if wanted != Element.dtype || device != .cpu {
      var converted: ct_tensor?
      check(ct_to_dtype_layout(handle, wanted.rawValue, device.code, false, false, &converted))
      ct_release(handle)
      handle = converted
    }
    self.init(owning: handle.unsafelyUnwrapped)
  }

  /// A tensor without dimensions; integers give `int64`, truth values `bool`, others `float32`.
  public convenience init(
    scalar value: some ScalarConvertible, dtype: DType? = nil, device: Device = .current
  ) {
    var handle: ct_tensor?
    let natural: DType =
      switch value.scalar {
      case .int: .int64
      case .double: .float32
      case .bool: .bool
      }
    check(ct_full(nil, 0, value.code, (dtype ?? natural).rawValue, device.code, &handle))
    self.init(owning: handle.unsafelyUnwrapped)
  }
}
