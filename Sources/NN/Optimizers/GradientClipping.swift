import Torch

/// Scales the gradients of `parameters` so that their joint norm is at most `maxNorm`
/// (`torch.nn.utils.clip_grad_norm_`).
///
/// - Returns: the norm before, a scalar tensor: reading it waits for the device.
@discardableResult
public func clipGradNorm(_ parameters: [Tensor], maxNorm: Double) -> Tensor {
  noGrad {
    let gradients = parameters.compactMap(\.grad)
    guard let first = gradients.first else { return Tensor.zeros([]) }
    let norms = Foreach.norm(gradients).map { $0.to(first.device).to(.float32) }
    let norm = Tensor.stack(norms, dim: 0).norm()
    let factor = (maxNorm / (norm + 1e-6)).clamp(max: 1)
    for gradient in gradients { gradient.mul_(factor.to(gradient.device).to(gradient.dtype)) }
    return norm
  }
}
