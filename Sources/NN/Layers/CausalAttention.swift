import Torch

/// Softmax attention in which a position sees itself and what came before, all of it or a window.
///
/// Follows `torch.nn.functional.scaled_dot_product_attention`. Where the window covers the whole sequence the
/// kernel's own causal mode is used; otherwise a boolean mask, made once for each length.
public final class CausalAttention: Module {
  /// How many earlier positions are seen besides the position itself (FlashAttention's left window); nil is all.
  public let window: Int?
  /// The newest mask, [T, T], true where attention is allowed.
  private var mask: Tensor?

  /// Attention over the last `window` positions, or over all.
  public init(window: Int? = nil) {
    precondition(window.map { $0 >= 0 } ?? true, "CausalAttention: a window of at least 0 positions")
    self.window = window
    super.init()
  }

  /// - Parameters:
  ///   - query: [B, H, T, D]
  ///   - key: [B, H or a divisor of H, T, D]; each head serves several of the query's (Ainslie et al. 2023).
  ///   - value: like `key`
  ///   - scale: on the scores; 1/√D unless given.
  /// - Returns: [B, H, T, D]
  public func callAsFunction(_ query: Tensor, _ key: Tensor, _ value: Tensor, scale: Double? = nil) -> Tensor
  {
    let (heads, length) = (query.shape[1], query.shape[2])
    let shared = heads / key.shape[1]
    precondition(
      shared * key.shape[1] == heads, "CausalAttention: \(key.shape[1]) key heads do not divide \(heads)")
    let (key, value) =
      shared == 1
      ? (key, value) : (key.repeatInterleave(shared, dim: 1), value.repeatInterleave(shared, dim: 1))
    guard let window, window < length - 1 else {
      return Functional.scaledDotProductAttention(query, key, value, causal: true, scale: scale)
    }
    let mask = mask(window: window, length: length, device: query.device)
    return Functional.scaledDotProductAttention(query, key, value, mask: mask, scale: scale)
  }

  private func mask(window: Int, length: Int, device: Device) -> Tensor {
    if let mask, mask.shape[0] == length, mask.device == device { return mask }
    let all = Tensor.ones([length, length], dtype: .bool, device: device)
    let banded = all.tril().triu(-window)
    mask = banded
    return banded
  }
}
