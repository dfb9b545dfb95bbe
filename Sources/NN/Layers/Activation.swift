import Torch

/// A function without parameters as a layer: `Activation { $0.relu() }`.
public final class Activation: Module, Layer {
  private let function: (Tensor) -> Tensor

  /// Applies `function`.
  public init(_ function: @escaping (Tensor) -> Tensor) {
    self.function = function
    super.init()
  }

  /// The function's result.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    function(x)
  }
}
