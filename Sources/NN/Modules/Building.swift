import Torch

/// Where layers put the parameters that they make.
public enum Building {
  @TaskLocal private static var placement: (device: Device, dtype: DType)?

  /// The device of new parameters: `Device.current` unless `on(_:dtype:_:)` says otherwise.
  public static var device: Device { placement?.device ?? .current }

  /// The dtype of new parameters: float32 unless `on(_:dtype:_:)` says otherwise.
  public static var dtype: DType { placement?.dtype ?? .float32 }

  /// Runs `body`; the layers it makes have their parameters on `device`.
  ///
  /// On the meta device a model costs no memory, which is how its size is known before it is trained:
  /// `Building.on(.meta) { GPT(config).parameterCount }` (`torch.device` as a context manager).
  public static func on<Result>(
    _ device: Device, dtype: DType = .float32, _ body: () throws -> Result
  ) rethrows -> Result {
    try $placement.withValue((device, dtype), operation: body)
  }

  static func empty(_ shape: [Int]) -> Tensor { Tensor.empty(shape, dtype: dtype, device: device) }
  static func zeros(_ shape: [Int]) -> Tensor { Tensor.zeros(shape, dtype: dtype, device: device) }
  static func ones(_ shape: [Int]) -> Tensor { Tensor.ones(shape, dtype: dtype, device: device) }
}
