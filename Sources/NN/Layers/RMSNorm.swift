import Torch

/// Root mean square 1 over the last dimension (`torch.nn.RMSNorm`; Zhang and Sennrich 2019).
public final class RMSNorm: Module, Layer {
  private let _weight: Parameter?
  /// Added to the mean square; nil is the smallest ε of the dtype with 1 + ε ≠ 1, as in PyTorch.
  public let eps: Double?
  private let width: Int

  /// A norm over the last dimension of size `width`; `weight: false` leaves out the scale.
  public init(_ width: Int, eps: Double? = nil, weight: Bool = true) {
    _weight = weight ? Parameter(wrappedValue: Building.ones([width])) : nil
    self.eps = eps
    self.width = width
    super.init()
  }

  /// [width], or nil.
  public var weight: Tensor? { _weight?.wrappedValue }

  /// [..., width] → [..., width]
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Functional.rmsNorm(x, shape: [width], weight: weight, eps: eps)
  }
}
