import Torch

/// Joins the dimensions from `start` to the last (`torch.nn.Flatten`).
public final class Flatten: Module, Layer {
  private let start: Int

  /// Leaves the dimensions before `start` as they are.
  public init(from start: Int = 1) {
    self.start = start
    super.init()
  }

  /// [N, ...] → [N, count]
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.flatten(from: start)
  }
}
