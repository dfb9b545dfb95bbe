import Torch

/// Adam with decoupled weight decay (Loshchilov and Hutter 2017, arXiv:1711.05101; `torch.optim.AdamW`).
///
/// One fused kernel updates all the parameters of a group (`torch._fused_adamw_`).
public final class AdamW: ResumableOptimizer {
  /// Parameters with hyperparameters of their own.
  public final class Group: ParameterGroup {
    /// The decay rates of the first and second moment.
    public var betas: (Double, Double)
    /// Added to the root of the second moment.
    public var eps: Double
    /// Each step multiplies the parameters by 1 − learningRate · weightDecay.
    public var weightDecay: Double

    /// A group with PyTorch's defaults.
    public init(
      _ parameters: [Tensor], learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
      eps: Double = 1e-8, weightDecay: Double = 1e-2
    ) {
      self.betas = betas
      self.eps = eps
      self.weightDecay = weightDecay
      super.init(parameters, learningRate: learningRate)
    }

    /// The learning rate, betas, eps and weight decay.
    public override var options: [Double] {
      get { [learningRate, betas.0, betas.1, eps, weightDecay] }
      set {
        learningRate = newValue[0]
        betas = (newValue[1], newValue[2])
        eps = newValue[3]
        weightDecay = newValue[4]
      }
    }
  }

  /// The moments of one parameter, and the number of its steps as the kernel wants it: a float32 scalar.
  private struct Moments {
    let first: Tensor
    let second: Tensor
    let step: Tensor

    init(first: Tensor, second: Tensor, step: Tensor) {
      (self.first, self.second, self.step) = (first, second, step)
    }

    init(for parameter: Tensor) {
      first = Tensor.zeros(like: parameter)
      second = Tensor.zeros(like: parameter)
      step = Tensor.zeros([], dtype: .float32, device: parameter.device)
    }
  }

  /// The groups.
  public let groups: [Group]
  /// One for each parameter of each group, made with its first gradient.
  private var moments: [[Moments?]]

  /// An optimizer of several groups.
  public init(_ groups: [Group]) {
    self.groups = groups
    moments = groups.map { Array(repeating: nil, count: $0.parameters.count) }
  }

  /// An optimizer of one group with PyTorch's defaults.
  public convenience init(
    _ parameters: [Tensor], learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    eps: Double = 1e-8, weightDecay: Double = 1e-2
  ) {
    self.init([
      Group(parameters, learningRate: learningRate, betas: betas, eps: eps, weightDecay: weightDecay)
    ])
  }

  /// The groups, without their own hyperparameters.
  public var parameterGroups: [ParameterGroup] { groups }

  /// One update of every parameter that has a gradient.
  public func step() {
    noGrad {
      for index in groups.indices { step(group: index) }
    }
  }

  /// What one call of the kernel works on: tensors of one dtype on one device.
  private struct Batch {
    var parameters: [Tensor] = []
    var gradients: [Tensor] = []
    var firsts: [Tensor] = []
    var seconds: [Tensor] = []
    var steps: [Tensor] = []

    mutating func append(_ parameter: Tensor, _ gradient: Tensor, _ moments: Moments) {
      parameters.append(parameter)
      gradients.append(gradient)
      firsts.append(moments.first)
      seconds.append(moments.second)
      steps.append(moments.step)
    }
  }

  private struct Kind: Hashable {
    let dtype: DType
    let device: Device
  }

  private func step(group index: Int) {
    let group = groups[index]
    var batches: [Kind: Batch] = [:]
    for (i, parameter) in group.parameters.enumerated() {
      guard let gradient = parameter.grad else { continue }
      let state = moments[index][i] ?? Moments(for: parameter)
      moments[index][i] = state
      let kind = Kind(dtype: parameter.dtype, device: parameter.device)
      batches[kind, default: Batch()].append(parameter, gradient, state)
    }
    for batch in batches.values {
      Foreach.adamW_(
        parameters: batch.parameters, gradients: batch.gradients, firstMoments: batch.firsts,
        secondMoments: batch.seconds, steps: batch.steps, rate: group.learningRate, betas: group.betas,
        weightDecay: group.weightDecay, eps: group.eps)
    }
  }

  // MARK: State

  /// The options of each group and the moments of each parameter that had a gradient.
  public func stateDict() -> [String: Tensor] {
    var dict = parameterGroups.optionTensors
    for g in groups.indices {
      for (i, state) in moments[g].enumerated() {
        guard let state else { continue }
        dict["\(g).\(i).exp_avg"] = state.first
        dict["\(g).\(i).exp_avg_sq"] = state.second
        dict["\(g).\(i).step"] = state.step
      }
    }
    return dict
  }

  /// Goes on from `stateDict`, a state of the same groups of the same shapes.
  public func load(stateDict: [String: Tensor]) throws(OptimizerStateError) {
    var reader = OptimizerStateReader(stateDict)
    let options = try reader.options(of: parameterGroups)
    var loaded = moments
    for (g, group) in groups.enumerated() {
      for (i, parameter) in group.parameters.enumerated() {
        let fresh = Moments(for: parameter)
        guard let first = try reader.optional("\(g).\(i).exp_avg", like: fresh.first) else {
          loaded[g][i] = nil
          continue
        }
        loaded[g][i] = Moments(
          first: first, second: try reader.copy("\(g).\(i).exp_avg_sq", like: fresh.second),
          step: try reader.copy("\(g).\(i).step", like: fresh.step))
      }
    }
    try reader.finish()
    moments = loaded
    parameterGroups.restore(options)
  }
}
