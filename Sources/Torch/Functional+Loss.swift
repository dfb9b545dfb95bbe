internal import CTorch

// Losses.
extension Functional {
  /// Cross-entropy of logits [N, C] or [N, C, ...] against classes, Int64 [N] or [N, ...], or probabilities in the shape of
  /// the logits.
  ///
  /// - Parameters:
  ///   - weight: A factor for each class.
  ///   - ignoreIndex: Targets that do not count.
  ///   - labelSmoothing: The share of the target that is spread over all classes (arXiv:1512.00567).
  public static func crossEntropy(
    _ logits: Tensor, _ targets: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100,
    reduction: Reduction = .mean,
    labelSmoothing: Double = 0
  ) -> Tensor {
    .make {
      ct_cross_entropy_loss(
        logits.handle, targets.handle, weight?.handle, reduction.rawValue, ignoreIndex, labelSmoothing, $0)
    }
  }

  /// The negative log-likelihood of classes under log-probabilities [N, C] or [N, C, ...].
  public static func negativeLogLikelihood(
    _ logProbabilities: Tensor, _ targets: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100,
    reduction: Reduction = .mean
  ) -> Tensor {
    .make {
      ct_nll_loss_nd(
        logProbabilities.handle, targets.handle, weight?.handle, reduction.rawValue, ignoreIndex, $0)
    }
  }

  /// The squared difference.
  public static func meanSquaredError(_ x: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    .make { ct_mse_loss(x.handle, target.handle, reduction.rawValue, $0) }
  }

  /// The absolute difference.
  public static func absoluteError(_ x: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    .make { ct_l1_loss(x.handle, target.handle, reduction.rawValue, $0) }
  }

  /// The squared difference where it is below `beta`, divided by it, and the absolute one beyond, joined smoothly.
  public static func smoothAbsoluteError(
    _ x: Tensor, _ target: Tensor, beta: Double = 1, reduction: Reduction = .mean
  ) -> Tensor {
    .make { ct_smooth_l1_loss(x.handle, target.handle, reduction.rawValue, beta, $0) }
  }

  /// Half the squared difference where it is below `delta`, and a straight line beyond.
  public static func huber(_ x: Tensor, _ target: Tensor, delta: Double = 1, reduction: Reduction = .mean)
    -> Tensor
  {
    .make { ct_huber_loss(x.handle, target.handle, reduction.rawValue, delta, $0) }
  }

  /// Cross-entropy of independent truth values, from their logits.
  public static func binaryCrossEntropyWithLogits(
    _ logits: Tensor, _ target: Tensor, weight: Tensor? = nil, positiveWeight: Tensor? = nil,
    reduction: Reduction = .mean
  ) -> Tensor {
    .make {
      ct_binary_cross_entropy_with_logits(
        logits.handle, target.handle, weight?.handle, positiveWeight?.handle, reduction.rawValue, $0)
    }
  }

  /// Σ target · (log target − x), for log-probabilities x; with `logTarget` the target is given as logarithms too.
  public static func klDivergence(
    _ x: Tensor, _ target: Tensor, logTarget: Bool = false, reduction: Reduction = .mean
  ) -> Tensor {
    .make { ct_kl_div(x.handle, target.handle, reduction.rawValue, logTarget, $0) }
  }

  /// The cosine of the angle between vectors along a dimension.
  public static func cosineSimilarity(_ a: Tensor, _ b: Tensor, dim: Int = 1, eps: Double = 1e-8) -> Tensor {
    .make { ct_cosine_similarity(a.handle, b.handle, dim, eps, $0) }
  }
}
