import Torch

/// The mean of each square of pixels (`torch.nn.AvgPool2d`).
public final class AvgPool2d: Module, Layer {
  private let kernel: Int
  private let stride: Int
  private let padding: Int

  /// Squares of `kernel` pixels; `stride` is `kernel` unless given.
  public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0) {
    (self.kernel, self.stride, self.padding) = (kernel, stride ?? kernel, padding)
    super.init()
  }

  /// [N, C, H, W] → [N, C, H', W']
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Functional.avgPool2d(x, kernel: (kernel, kernel), stride: (stride, stride), padding: (padding, padding))
  }
}
