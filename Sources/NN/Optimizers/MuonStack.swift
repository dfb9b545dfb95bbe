import Torch

/// Matrices of one shape, dtype and device, which Muon updates in one go.
final class MuonStack {
  /// [n, r, c], the running mean of the gradients.
  let momentum: Tensor
  /// The running mean of the squared update of each row, [n, r, 1], or of each column of wide matrices, [n, 1, c].
  let variance: Tensor

  private let parameters: [Tensor]
  private let dtype: DType
  private let reducedDim: Int
  private let rateFactor: Double

  private init(_ parameters: [Tensor], dtype: DType) {
    let (rows, columns) = (parameters[0].shape[0], parameters[0].shape[1])
    let count = parameters.count
    func zeros(_ shape: [Int]) -> Tensor {
      Tensor.zeros(shape, dtype: parameters[0].dtype, device: parameters[0].device)
    }
    self.parameters = parameters
    self.dtype = dtype
    let isWide = rows < columns
    reducedDim = isWide ? -2 : -1
    momentum = zeros([count, rows, columns])
    variance = zeros(isWide ? [count, 1, columns] : [count, rows, 1])
    // A tall matrix has more outputs than inputs: its update may be larger for an equal change of the output.
    rateFactor = max(1, Double(rows) / Double(max(1, columns))).squareRoot()
  }

  private struct Kind: Hashable {
    let shape: [Int]
    let dtype: DType
    let device: Device
  }

  /// The stacks of `parameters`, in the order of their first members.
  static func grouping(_ parameters: [Tensor], dtype: DType?) -> [MuonStack] {
    var kinds: [Kind] = []
    var members: [Kind: [Tensor]] = [:]
    for parameter in parameters {
      let kind = Kind(shape: parameter.shape, dtype: parameter.dtype, device: parameter.device)
      if members[kind] == nil { kinds.append(kind) }
      members[kind, default: []].append(parameter)
    }
    return kinds.compactMap { kind in
      members[kind].map {
        MuonStack($0, dtype: dtype ?? (kind.device.kind == .cuda ? .bfloat16 : kind.dtype))
      }
    }
  }

  func step(_ group: Muon.Group) {
    let gradients = parameters.map { parameter -> Tensor in
      guard let gradient = parameter.grad else {
        preconditionFailure("Muon: a parameter of shape \(parameter.shape) has no gradient; leave it out")
      }
      return gradient
    }
    let stacked = Tensor.stack(gradients, dim: 0)  // [n, r, c], our own copy
    momentum.lerp_(stacked, weight: 1 - group.momentum)
    let ahead = stacked.lerp_(momentum, weight: group.momentum)
    let orthogonal = PolarExpress.orthogonalize(ahead.to(dtype), steps: group.steps).to(momentum.dtype)
    apply(equalized(orthogonal, beta2: group.beta2), group)
  }

  /// Divides each row (or column) by the root of its running mean square, and keeps each matrix's norm.
  private func equalized(_ update: Tensor, beta2: Double) -> Tensor {
    let meanSquare = update.to(.float32).square().mean(dim: [reducedDim], keepDim: true)
    variance.lerp_(meanSquare.to(variance.dtype), weight: 1 - beta2)
    let rate = variance.clamp(min: 1e-10).rsqrt()
    // Both norms are over the means: the size of the reduced dimension cancels.
    let before = meanSquare.sum(dim: [-2, -1], keepDim: true).sqrt()
    let after = (meanSquare * rate.to(.float32).square()).sum(dim: [-2, -1], keepDim: true).sqrt()
    let scale = rate * (before / after.clamp(min: 1e-10))
    return update * scale.to(update.dtype)
  }

  /// p −= rate · update + rate · decay · p, the second part only where update and p agree in sign.
  private func apply(_ update: Tensor, _ group: Muon.Group) {
    let rate = group.learningRate * rateFactor
    if group.weightDecay != 0 {
      let stacked = Tensor.stack(parameters.map { $0.detach() }, dim: 0)
      let agrees = update * stacked .>= 0
      update.addcmul_(stacked, agrees.to(update.dtype), value: group.weightDecay)
    }
    Foreach.add_(parameters, update.unbind(dim: 0), alpha: -rate)
  }
}
