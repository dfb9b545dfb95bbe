import Torch

/// A row of a table for each index (`torch.nn.Embedding`).
public final class Embedding: Module, Layer {
  /// [count, width]
  @Parameter public var weight: Tensor

  /// A table of `count` rows of `width` numbers, normal with deviation 1.
  public init(_ count: Int, _ width: Int) {
    weight = Building.empty([count, width])
    super.init()
    Initializers.normal(weight)
  }

  /// Indices [...] → [..., width]
  public func callAsFunction(_ indices: Tensor) -> Tensor {
    Functional.embedding(indices, weight: weight)
  }
}
