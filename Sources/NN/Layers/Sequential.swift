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

/// In training sets each element to zero with probability p and scales the others by 1 / (1 − p)
/// (`torch.nn.Dropout`; Srivastava et al. 2014).
public final class Dropout: Module, Layer {
  /// The probability.
  public let p: Double

  /// Drops with probability `p`, from 0 to 1.
  public init(_ p: Double = 0.5) {
    precondition((0...1).contains(p), "Dropout: the probability \(p) is not within 0...1")
    self.p = p
    super.init()
  }

  /// The same shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Functional.dropout(x, probability: p, training: isTraining)
  }
}

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
