internal import CTorch

// Other types, other devices, and Swift's own values.
extension Tensor {
  /// The elements converted to a type; the tensor itself where they have it.
  public func to(_ dtype: DType) -> Tensor { to(dtype, Device?.none) }

  /// The elements on a device; the tensor itself where they are there.
  public func to(_ device: Device) -> Tensor { to(nil, device) }

  /// The elements converted and on a device; the tensor itself where that changes nothing.
  public func to(_ dtype: DType?, _ device: Device?) -> Tensor {
    .make { ct_to_dtype_layout(handle, dtype.code, device.code, false, false, $0) }
  }

  /// The only element, as a floating-point number.
  public func item() -> Double {
    var value = 0.0
    check(ct_item_double(handle, &value))
    return value
  }

  /// The only element, as a value of the type.
  public func item<Element: TensorElement>(as type: Element.Type) -> Element {
    let values = array(as: type)
    precondition(values.count == 1, "item: a tensor of shape \(shape) has \(values.count) elements, not one")
    return values[0]
  }

  /// The elements in row-major order, converted to the type of the array.
  public func array<Element: TensorElement>(as type: Element.Type) -> [Element] {
    let source = detach().to(Element.dtype)
    let count = source.count
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      check(ct_to_bytes(source.handle, buffer.baseAddress, count * MemoryLayout<Element>.stride))
      initialized = count
    }
  }
}

extension Array where Element: TensorElement {
  /// The tensor's elements in row-major order, converted to the type of the array.
  public init(_ tensor: Tensor) {
    self = tensor.array(as: Element.self)
  }
}
