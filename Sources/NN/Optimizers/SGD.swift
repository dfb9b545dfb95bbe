import Torch

/// Stochastic gradient descent with momentum and L2 decay (`torch.optim.SGD`; Sutskever et al. 2013).
public final class SGD: ResumableOptimizer {
  /// Parameters with hyperparameters of their own.
  public final class Group: ParameterGroup {
    /// The share of the last update that stays; 0 keeps no buffer.
    public var momentum: Double
    /// Times the parameter, added to the gradient.
    public var weightDecay: Double
    /// Whether the step looks ahead along the momentum.
    public var nesterov: Bool

    /// A group; `nesterov` needs a momentum above 0.
    public init(
      _ parameters: [Tensor], learningRate: Double, momentum: Double = 0, weightDecay: Double = 0,
      nesterov: Bool = false
    ) {
      precondition(!nesterov || momentum > 0, "SGD: Nesterov's step needs a momentum above 0")
      self.momentum = momentum
      self.weightDecay = weightDecay
      self.nesterov = nesterov
      super.init(parameters, learningRate: learningRate)
    }

    /// The learning rate, momentum, weight decay, and 1 for Nesterov's step.
    public override var options: [Double] {
      get { [learningRate, momentum, weightDecay, nesterov ? 1 : 0] }
      set {
        learningRate = newValue[0]
        momentum = newValue[1]
        weightDecay = newValue[2]
        nesterov = newValue[3] != 0
      }
    }
  }

  /// The groups.
  public let groups: [Group]
  /// The momentum of each parameter, once it had a gradient.
  private var momenta: [[Tensor?]]

  /// An optimizer of several groups.
  public init(_ groups: [Group]) {
    self.groups = groups
    momenta = groups.map { Array(repeating: nil, count: $0.parameters.count) }
  }

  /// An optimizer of one group.
  public convenience init(
    _ parameters: [Tensor], learningRate: Double, momentum: Double = 0, weightDecay: Double = 0,
    nesterov: Bool = false
  ) {
    self.init([
      Group(
        parameters, learningRate: learningRate, momentum: momentum, weightDecay: weightDecay,
        nesterov: nesterov)
    ])
  }

  /// The groups, without their own hyperparameters.
  public var parameterGroups: [ParameterGroup] { groups }

  /// One update of every parameter that has a gradient.
  public func step() {
    noGrad {
      for (g, group) in groups.enumerated() {
        for (i, parameter) in group.parameters.enumerated() {
          guard let gradient = parameter.grad else { continue }
          let update = update(of: parameter, gradient, group, momentum: &momenta[g][i])
          parameter.add_(update, alpha: -group.learningRate)
        }
      }
    }
  }

  private func update(
    of parameter: Tensor, _ gradient: Tensor, _ group: Group, momentum: inout Tensor?
  ) -> Tensor {
    let decayed = group.weightDecay == 0 ? gradient : gradient + parameter * group.weightDecay
    guard group.momentum != 0 else { return decayed }
    // The first update is the gradient itself, undamped, as in PyTorch.
    let buffer = momentum.map { $0.mul_(group.momentum).add_(decayed) } ?? decayed.clone()
    momentum = buffer
    return group.nesterov ? decayed + buffer * group.momentum : buffer
  }

  // MARK: State

  /// The options of each group and the moments of each parameter that had a gradient.
  public func stateDict() -> [String: Tensor] {
    var dict = parameterGroups.optionTensors
    for g in groups.indices {
      for (i, momentum) in momenta[g].enumerated() { dict["\(g).\(i).momentum_buffer"] = momentum }
    }
    return dict
  }

  /// Goes on from `stateDict`, a state of the same groups of the same shapes.
  public func load(stateDict: [String: Tensor]) throws(OptimizerStateError) {
    var reader = OptimizerStateReader(stateDict)
    let options = try reader.options(of: parameterGroups)
    var loaded = momenta
    for (g, group) in groups.enumerated() {
      for (i, parameter) in group.parameters.enumerated() {
        loaded[g][i] = try reader.optional("\(g).\(i).momentum_buffer", like: parameter)
      }
    }
    try reader.finish()
    momenta = loaded
    parameterGroups.restore(options)
  }
}
