import Torch

/// y = x Wᵀ + b (`torch.nn.Linear`).
public final class Linear: Module, Layer {
  /// [out, in]
  @Parameter public var weight: Tensor
  private let _bias: Parameter?

  /// A layer from `inputs` to `outputs` features, initialised as PyTorch does.
  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true) {
    weight = Building.empty([outputs, inputs])
    _bias = bias ? Parameter(wrappedValue: Building.empty([outputs])) : nil
    super.init()
    Initializers.layerDefault(weight: weight, bias: self.bias)
  }

  /// [out], or nil.
  public var bias: Tensor? { _bias?.wrappedValue }

  /// [..., in] → [..., out]
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Functional.linear(x, weight: weight, bias: bias)
  }
}
