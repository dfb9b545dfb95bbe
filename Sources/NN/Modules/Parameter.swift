import Torch

/// A tensor that training changes, declared in a `Module`.
///
/// ```swift
/// final class Scale: Module {
///   @Parameter var gain: Tensor
///   init(_ count: Int) {
///     gain = Tensor.ones([count])
///     super.init()
///   }
/// }
/// ```
///
/// Its name in the state dict is the property's name, or `key`:
/// `_weight = Parameter(wrappedValue: weight, key: "in_proj_weight")`. A floating-point tensor that is assigned
/// becomes a leaf that requires a gradient (`torch.nn.Parameter`).
@propertyWrapper
public final class Parameter {
  /// The name in the state dict where it is not the property's.
  public let key: String?
  private var tensor: Tensor

  /// Makes `wrappedValue` a trainable leaf.
  public init(wrappedValue: Tensor, key: String? = nil) {
    self.key = key
    tensor = Self.trainable(wrappedValue)
  }

  /// The tensor.
  public var wrappedValue: Tensor {
    get { tensor }
    set { tensor = Self.trainable(newValue) }
  }

  /// Puts a tensor in place as it is, with its `requiresGrad`.
  func replace(with tensor: Tensor) {
    self.tensor = tensor
  }

  private static func trainable(_ tensor: Tensor) -> Tensor {
    guard tensor.dtype.isFloatingPoint, !tensor.requiresGrad else { return tensor }
    let leaf = tensor.detach()
    leaf.requiresGrad = true
    return leaf
  }
}
