internal import CTorch

/// LibTorch's generators of random numbers, one for each device and shared by all threads.
public enum Random {
  /// Starts the generators of all devices afresh: the same seed gives the same numbers.
  public static func seed(_ seed: UInt64) {
    check(ct_manual_seed(seed))
  }

  /// The state of a device's generator, as bytes. A generator to which it is given back continues with the same numbers.
  public static func state(of device: Device = .cpu) -> [UInt8] {
    Tensor.make { ct_random_state(device.code, $0) }.array(as: UInt8.self)
  }

  /// Gives a device's generator a state that `state(of:)` has returned.
  ///
  /// - Throws: `TorchError` if the bytes are no state of such a generator.
  public static func restore(_ state: [UInt8], of device: Device = .cpu) throws {
    let bytes = Tensor(state, device: .cpu)
    try checkThrowing(ct_set_random_state(device.code, bytes.handle))
  }
}
