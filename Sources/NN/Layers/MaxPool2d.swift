import Torch

/// The largest of each square of pixels (`torch.nn.MaxPool2d`).
public final class MaxPool2d: Module, Layer {
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
    Functional.maxPool2d(x, kernel: (kernel, kernel), stride: (stride, stride), padding: (padding, padding))
  }
}
