internal import CTorch

/// The operators of layers and losses, as PyTorch's `torch.nn.functional` has them.
public enum Functional {
  /// How a loss joins its elements.
  public enum Reduction: Int, Sendable {
    case none = 0
    case mean = 1
    case sum = 2
  }

  /// softmax(q · kᵀ · `scale`) · v, in one kernel where there is one: q [B, H, T, D], k and v [B, H, S, D] → [B, H, T, D].
  ///
  /// - Parameters:
  ///   - mask: Truth values (true takes part) or numbers to add to the scores, broadcast to [B, H, T, S]. Not with `causal`.
  ///   - causal: Whether a position sees only itself and those before it.
  ///   - scale: 1 / √D where nil.
  ///   - groupedQueries: Whether k and v may have fewer heads, each for several of q's (arXiv:2305.13245).
  public static func scaledDotProductAttention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil, causal: Bool = false, scale: Double? = nil,
    dropout: Double = 0, groupedQueries: Bool = false
  ) -> Tensor {
    .make {
      ct_scaled_dot_product_attention(
        q.handle, k.handle, v.handle, mask?.handle, dropout, causal, optional(scale), groupedQueries, $0)
    }
  }

  /// The rows of `weight` [V, D] at the indices: [...] → [..., D].
  public static func embedding(_ indices: Tensor, weight: Tensor) -> Tensor {
    .make { ct_embedding(weight.handle, indices.handle, -1, false, false, $0) }
  }

  /// x · weightᵀ + bias: x [..., in], weight [out, in], bias [out] → [..., out].
  public static func linear(_ x: Tensor, weight: Tensor, bias: Tensor? = nil) -> Tensor {
    .make { ct_linear(x.handle, weight.handle, bias?.handle, $0) }
  }

  /// Each element 0 at the given probability, and otherwise scaled so that the mean stays; unchanged unless `training`.
  public static func dropout(_ x: Tensor, probability: Double, training: Bool) -> Tensor {
    .make { ct_dropout(x.handle, probability, training, $0) }
  }

  // MARK: - Normalisation

  /// The elements over the last dimensions, of the given shape, with mean 0 and variance 1, times weight plus bias
  /// (arXiv:1607.06450).
  public static func layerNorm(
    _ x: Tensor, shape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, eps: Double = 1e-5
  ) -> Tensor {
    .make { ct_layer_norm(x.handle, shape, shape.count, weight?.handle, bias?.handle, eps, true, $0) }
  }

  /// The elements over the last dimensions, of the given shape, divided by their root mean square, times weight
  /// (arXiv:1910.07467). Without `eps` it is the distance from 1 to the next number of the type.
  public static func rmsNorm(_ x: Tensor, shape: [Int], weight: Tensor? = nil, eps: Double? = nil) -> Tensor {
    .make { ct_rms_norm(x.handle, shape, shape.count, weight?.handle, optional(eps), $0) }
  }

  /// Normalisation over groups of channels: x [B, C, ...] (arXiv:1803.08494).
  public static func groupNorm(
    _ x: Tensor, groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, eps: Double = 1e-5
  ) -> Tensor {
    .make { ct_group_norm(x.handle, groups, weight?.handle, bias?.handle, eps, true, $0) }
  }

  /// Normalisation of each channel over the batch: x [B, C, ...] (arXiv:1502.03167). In training the running statistics
  /// move towards the batch's by the share `momentum`; otherwise they are what is normalised by.
  public static func batchNorm(
    _ x: Tensor, runningMean: Tensor?, runningVariance: Tensor?, weight: Tensor? = nil, bias: Tensor? = nil,
    training: Bool, momentum: Double = 0.1, eps: Double = 1e-5
  ) -> Tensor {
    .make {
      ct_batch_norm(
        x.handle, weight?.handle, bias?.handle, runningMean?.handle, runningVariance?.handle, training,
        momentum, eps,
        true, $0)
    }
  }
}

extension Tensor {
  /// The elements of the last dimension divided by their root mean square (arXiv:1910.07467). Without `eps` it is the
  /// distance from 1 to the next number of the type.
  public func rmsNorm(eps: Double? = nil) -> Tensor {
    Functional.rmsNorm(self, shape: [shape.last ?? 1], eps: eps)
  }
}
