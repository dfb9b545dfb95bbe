internal import CTorch

// The elements' memory, for the rooms that read and write files. Experiments cannot reach it.
extension Tensor {
  /// Gives the elements' bytes, in row-major order on the CPU, to the body. Only where they do not lie so already they are
  /// copied.
  package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    let packed = detach().to(.cpu).contiguous()
    return try withExtendedLifetime(packed) {
      var base: UnsafeMutableRawPointer?
      check(ct_data(packed.handle, &base))
      return try body(UnsafeRawBufferPointer(start: base, count: packed.byteCount))
    }
  }

  /// A tensor of elements that lie in foreign memory, such as a mapped file, without a copy.
  ///
  /// `owner` is kept alive until no tensor looks at the memory any more. The memory must be aligned for the type.
  /// Memory that is mapped for reading only must not be written to: an in-place function on such a tensor ends the process.
  package static func borrowing(
    _ base: UnsafeRawPointer, shape: [Int], dtype: DType, owner: AnyObject
  ) -> Tensor {
    let kept = Unmanaged.passRetained(owner)
    var handle: ct_tensor?
    let problem = ct_from_blob(
      UnsafeMutableRawPointer(mutating: base), shape, shape.count, dtype.rawValue, kept.toOpaque(),
      { owner in
        guard let owner else { return }
        Unmanaged<AnyObject>.fromOpaque(owner).release()
      }, &handle)
    check(problem)
    return Tensor(owning: handle.unsafelyUnwrapped)
  }

  /// A tensor of elements that are copied from memory.
  ///
  /// - Throws: `TorchError` if there are not as many bytes as the shape needs.
  package static func copying(
    _ bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType, device: Device = .cpu
  ) throws -> Tensor {
    var handle: ct_tensor?
    try checkThrowing(
      ct_from_bytes(
        bytes.baseAddress, bytes.count, shape, shape.count, dtype.rawValue, device.code, &handle))
    return Tensor(owning: handle.unsafelyUnwrapped)
  }
}
