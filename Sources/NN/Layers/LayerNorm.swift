import Torch

/// Mean 0 and variance 1 over the last dimension, then scale and shift (`torch.nn.LayerNorm`; Ba et al. 2016).
public final class LayerNorm: Module, Layer {
  /// [width]
  @Parameter public var weight: Tensor
  private let _bias: Parameter?
  /// Added to the variance.
  public let eps: Double

  /// A norm over the last dimension of size `width`.
  public init(_ width: Int, eps: Double = 1e-5, bias: Bool = true) {
    weight = Building.ones([width])
    _bias = bias ? Parameter(wrappedValue: Building.zeros([width])) : nil
    self.eps = eps
    super.init()
  }

  /// [width], or nil.
  public var bias: Tensor? { _bias?.wrappedValue }

  /// [..., width] → [..., width]
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Functional.layerNorm(x, shape: weight.shape, weight: weight, bias: bias, eps: eps)
  }
}
