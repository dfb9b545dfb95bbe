internal import CTorch

/// An n-dimensional array of numbers, on some device, that can record how it was computed: LibTorch's `at::Tensor`.
///
/// A tensor is a reference. Views (`view`, `transpose`, `narrow`, …) look at the memory of the tensor that they come from,
/// and functions whose names end with `_` change it in place. Wrong shapes and types end the process with a line that
/// names the operator and the shapes. A tensor belongs to one thread at a time.
public final class Tensor {
  /// LibTorch's reference, of which this object owns one count.
  let handle: ct_tensor

  /// Takes over a reference that the C side handed out.
  @inline(__always)
  init(owning handle: ct_tensor) {
    self.handle = handle
  }

  deinit {
    ct_release(handle)
  }

  /// Number of elements along each dimension.
  public var shape: [Int] {
    let dims = ct_dim(handle)
    return [Int](unsafeUninitializedCapacity: dims) { buffer, count in
      if let base = buffer.baseAddress { ct_sizes(handle, base) }
      count = dims
    }
  }

  /// Distance in elements from one index to the next, along each dimension.
  public var strides: [Int] {
    let dims = ct_dim(handle)
    return [Int](unsafeUninitializedCapacity: dims) { buffer, count in
      if let base = buffer.baseAddress { check(ct_strides(handle, base)) }
      count = dims
    }
  }

  /// Number of dimensions.
  public var rank: Int { ct_dim(handle) }

  /// Number of elements.
  public var count: Int { ct_numel(handle) }

  /// Type of the elements.
  public var dtype: DType {
    let code = ct_dtype_of(handle)
    guard let dtype = DType(rawValue: code) else {
      fatalError("dtype: LibTorch's element type \(code) is none that Apus knows")
    }
    return dtype
  }

  /// Where the elements are.
  public var device: Device { Device(ct_device_of(handle)) }

  /// Whether the elements lie in row-major order without gaps.
  public var isContiguous: Bool { ct_is_contiguous(handle) }

  /// Bytes of the elements.
  public var byteCount: Int { count * dtype.byteCount }

  /// Whether both look at the same memory, in whole or in part.
  public func sharesStorage(with other: Tensor) -> Bool {
    ct_shares_storage(handle, other.handle)
  }

  // MARK: - Calls

  /// The result of a call that makes one tensor.
  @inline(__always)
  static func make(_ call: (UnsafeMutablePointer<ct_tensor?>) -> ct_err?) -> Tensor {
    var handle: ct_tensor?
    check(call(&handle))
    // A call that succeeded has set its result.
    return Tensor(owning: handle.unsafelyUnwrapped)
  }

  /// The results of a call that makes two tensors.
  @inline(__always)
  static func makePair(
    _ call: (UnsafeMutablePointer<ct_tensor?>, UnsafeMutablePointer<ct_tensor?>) -> ct_err?
  ) -> (Tensor, Tensor) {
    var first: ct_tensor?
    var second: ct_tensor?
    check(call(&first, &second))
    return (Tensor(owning: first.unsafelyUnwrapped), Tensor(owning: second.unsafelyUnwrapped))
  }

  /// The results of a call that makes a list of tensors.
  static func makeList(
    _ call: (UnsafeMutablePointer<UnsafeMutablePointer<ct_tensor?>?>, UnsafeMutablePointer<Int>) -> ct_err?
  ) -> [Tensor] {
    var handles: UnsafeMutablePointer<ct_tensor?>?
    var count = 0
    check(call(&handles, &count))
    defer { ct_free(handles) }
    return UnsafeBufferPointer(start: handles, count: count).compactMap { $0.map(Tensor.init(owning:)) }
  }
}

extension [Tensor] {
  /// The references of a list, which the list keeps alive during the body.
  @inline(__always)
  func withHandles<Result>(_ body: (UnsafePointer<ct_tensor?>, Int) -> Result) -> Result {
    withExtendedLifetime(self) {
      let handles: [ct_tensor?] = map(\.handle)
      // An array of optionals of this size has an address even when it is empty.
      return handles.withUnsafeBufferPointer { body($0.baseAddress ?? Self.nowhere, $0.count) }
    }
  }

  private static var nowhere: UnsafePointer<ct_tensor?> {
    // Never read: the count beside it is 0.
    UnsafePointer(bitPattern: MemoryLayout<ct_tensor?>.alignment).unsafelyUnwrapped
  }
}
