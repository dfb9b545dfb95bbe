import Torch

/// A tensor that belongs to a `Module` and is not trained, such as a running mean or a table of cosines.
///
/// It moves with the module's device and dtype. It is part of the state dict unless `persistent` is false
/// (`torch.nn.Module.register_buffer`).
@propertyWrapper
public final class Buffer {
  /// The name in the state dict where it is not the property's.
  public let key: String?
  /// Whether the state dict holds it.
  public let persistent: Bool
  /// The tensor.
  public var wrappedValue: Tensor

  /// Keeps `wrappedValue`.
  public init(wrappedValue: Tensor, key: String? = nil, persistent: Bool = true) {
    self.wrappedValue = wrappedValue
    self.key = key
    self.persistent = persistent
  }
}
