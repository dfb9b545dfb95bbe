import Torch

/// Mean 0 and variance 1 of each channel over the batch, then scale and shift
/// (`torch.nn.BatchNorm2d`; Ioffe and Szegedy 2015).
///
/// In training the batch's own statistics are used and the running ones updated; in evaluation the running ones.
public final class BatchNorm2d: Module, Layer {
  /// [channels]
  @Parameter public var weight: Tensor
  /// [channels]
  @Parameter public var bias: Tensor
  /// [channels]
  @Buffer public var runningMean: Tensor
  /// [channels], unbiased.
  @Buffer public var runningVariance: Tensor
  /// How many batches have been seen, a scalar.
  @Buffer public var batchesTracked: Tensor
  /// The share of the newest batch in the running statistics.
  public let momentum: Double
  /// Added to the variance.
  public let eps: Double

  /// A norm over N, H and W of each of `channels`.
  public init(_ channels: Int, eps: Double = 1e-5, momentum: Double = 0.1) {
    weight = Building.ones([channels])
    bias = Building.zeros([channels])
    _runningMean = Buffer(wrappedValue: Building.zeros([channels]), key: "running_mean")
    _runningVariance = Buffer(wrappedValue: Building.ones([channels]), key: "running_var")
    let count = Tensor.zeros([], dtype: .int64, device: Building.device)
    _batchesTracked = Buffer(wrappedValue: count, key: "num_batches_tracked")
    self.momentum = momentum
    self.eps = eps
    super.init()
  }

  /// [N, C, H, W] → [N, C, H, W]
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if isTraining { noGrad { _ = batchesTracked.add_(1) } }
    return Functional.batchNorm(
      x, runningMean: runningMean, runningVariance: runningVariance, weight: weight, bias: bias,
      training: isTraining, momentum: momentum, eps: eps)
  }
}
