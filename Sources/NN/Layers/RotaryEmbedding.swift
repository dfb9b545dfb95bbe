import Torch

/// Turns pairs of features by angles that grow with the position (Su et al. 2021, arXiv:2104.09864).
///
/// Feature i of the first half is paired with feature i of the second half, and the pair turns clockwise by
/// position · base^(−2i / width), as in nanochat.
public final class RotaryEmbedding: Module {
  /// [positions, width / 2]; the angles are computed in float64.
  @Buffer private var cos: Tensor
  @Buffer private var sin: Tensor

  /// Angles for heads of `width` features, an even number, and up to `positions` positions.
  public init(_ width: Int, positions: Int, base: Double = 10_000) {
    precondition(width % 2 == 0, "RotaryEmbedding: \(width) features do not divide into pairs")
    let device = Building.device
    let half = width / 2
    let exponents = Tensor.arange(half, dtype: .float64, device: device) / Double(-max(1, half))
    let frequencies = Tensor.full([half], base, dtype: .float64, device: device).pow(exponents)
    let angles = Tensor.arange(positions, dtype: .float64, device: device).unsqueeze(1) * frequencies
    _cos = Buffer(wrappedValue: angles.cos().to(Building.dtype), persistent: false)
    _sin = Buffer(wrappedValue: angles.sin().to(Building.dtype), persistent: false)
    super.init()
  }

  /// Rotates `x`; its first position is `offset`. [..., T, width] → [..., T, width]
  public func callAsFunction(_ x: Tensor, offset: Int = 0) -> Tensor {
    let (length, half) = (x.shape[x.shape.count - 2], cos.shape[1])
    precondition(
      offset >= 0 && offset + length <= cos.shape[0],
      "RotaryEmbedding: positions \(offset)..<\(offset + length) of \(cos.shape[0])")
    let cos = cos.narrow(dim: 0, start: offset, length: length).to(x.dtype)  // [T, half]
    let sin = sin.narrow(dim: 0, start: offset, length: length).to(x.dtype)
    let a = x.narrow(dim: -1, start: 0, length: half)
    let b = x.narrow(dim: -1, start: half, length: half)
    return Tensor.cat([a * cos + b * sin, b * cos - a * sin], dim: -1)
  }
}
