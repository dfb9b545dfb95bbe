import Torch

/// Where layers put the parameters that they make.
public enum Building {
  /// The device of new parameters; the CPU unless `on(_:dtype:_:)` says otherwise.
  @TaskLocal public static var device: Device = .cpu
  /// The dtype of new parameters; float32 unless `on(_:dtype:_:)` says otherwise.
  @TaskLocal public static var dtype: DType = .float32

  /// Runs `body`; the layers it makes have their parameters on `device`.
  ///
  /// On the meta device a model costs no memory, which is how its size is known before it is trained:
  /// `Building.on(.meta) { GPT(config).parameterCount }` (`torch.device` as a context manager).
  public static func on<Result>(
    _ device: Device, dtype: DType = .float32, _ body: () throws -> Result
  ) rethrows -> Result {
    try $device.withValue(device) { try $dtype.withValue(dtype, operation: body) }
  }

  static func empty(_ shape: [Int]) -> Tensor { Tensor.empty(shape, dtype: dtype, device: device) }
  static func zeros(_ shape: [Int]) -> Tensor { Tensor.zeros(shape, dtype: dtype, device: device) }
  static func ones(_ shape: [Int]) -> Tensor { Tensor.ones(shape, dtype: dtype, device: device) }
}
