import Torch

/// Layers one after the other (`torch.nn.Sequential`). Their names are their positions: `0.weight`, `2.weight`.
public final class Sequential: Module, Layer {
  /// The layers in order.
  public let layers: [any Layer]

  /// Chains `layers`.
  public init(_ layers: any Layer...) {
    self.layers = layers
    super.init()
  }

  /// The last layer's output.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    layers.reduce(x) { $1($0) }
  }
}
