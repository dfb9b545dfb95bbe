import Torch

/// Stochastic gradient descent with momentum and L2 decay (`torch.optim.SGD`; Sutskever et al. 2013).
public final class SGD: Optimizer {
  /// Parameters with hyperparameters of their own.
  public final class Group: ParameterGroup {
    public let parameters: [Tensor]
    public var learningRate: Double
    public let initialLearningRate: Double
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
      self.parameters = parameters
      self.learningRate = learningRate
      initialLearningRate = learningRate
      self.momentum = momentum
      self.weightDecay = weightDecay
      self.nesterov = nesterov
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
        parameters, learningRate: learningRate, momentum: momentum, weightDecay: weightDecay, nesterov: nesterov)
    ])
  }

  public var parameterGroups: [any ParameterGroup] { groups }

  public func step() {
    noGrad {
      for (g, group) in groups.enumerated() {
        for (i, parameter) in group.parameters.enumerated() {
          guard let gradient = parameter.grad else { continue }
          parameter.add_(update(gradient, of: parameter, group, momentum: &momenta[g][i]), alpha: -group.learningRate)
        }
      }
    }
  }

  private func update(_ gradient: Tensor, of parameter: Tensor, _ group: Group, momentum: inout Tensor?) -> Tensor {
    let decayed = group.weightDecay == 0 ? gradient : gradient.add(parameter, alpha: group.weightDecay)
    guard group.momentum != 0 else { return decayed }
    let buffer: Tensor
    if let momentum {
      buffer = momentum.mul_(group.momentum).add_(decayed)
    } else {
      buffer = decayed.clone()
      momentum = buffer
    }
    return group.nesterov ? decayed.add(buffer, alpha: group.momentum) : buffer
  }

  // MARK: State

  public func stateDict() -> [String: Tensor] {
    var dict: [String: Tensor] = [:]
    for (g, group) in groups.enumerated() {
      dict["\(g).options"] = Tensor(group.options)
      for (i, momentum) in momenta[g].enumerated() { dict["\(g).\(i).momentum_buffer"] = momentum }
    }
    return dict
  }

  public func load(stateDict: [String: Tensor]) throws(OptimizerStateError) {
    var reader = OptimizerStateReader(stateDict)
    var loaded = momenta
    var options: [[Double]] = []
    for (g, group) in groups.enumerated() {
      options.append(try reader.numbers("\(g).options", count: group.options.count))
      for (i, parameter) in group.parameters.enumerated() {
        loaded[g][i] = try reader.optional("\(g).\(i).momentum_buffer", like: parameter)
      }
    }
    try reader.finish()
    momenta = loaded
    for (group, values) in zip(groups, options) { group.options = values }
  }
}

extension SGD.Group {
  fileprivate var options: [Double] {
    get { [learningRate, momentum, weightDecay, nesterov ? 1 : 0] }
    set { (learningRate, momentum, weightDecay, nesterov) = (newValue[0], newValue[1], newValue[2], newValue[3] != 0) }
  }
}
