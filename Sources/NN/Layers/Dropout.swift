import Torch

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
