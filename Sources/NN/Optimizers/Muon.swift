import Torch

/// Momentum orthogonalised, for the matrices inside a network.
///
/// The update is that of karpathy/nanochat and autoresearch: Nesterov momentum, orthogonalisation by Polar Express
/// (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon; arXiv:2505.16932), one adaptive rate per row or
/// column (NorMuon, arXiv:2510.05491), and weight decay only where update and parameter agree in sign
/// (arXiv:2510.12402). Matrices of one shape are stacked and updated together.
///
/// Embeddings, the last layer and everything that is not a matrix belong to `AdamW`.
public final class Muon: ResumableOptimizer {
  /// Matrices with hyperparameters of their own.
  public final class Group: ParameterGroup {
    /// The share of the last momentum that stays.
    public var momentum: Double
    /// The share of the last variance that stays.
    public var beta2: Double
    /// Each step takes learningRate · weightDecay off the elements whose update has their sign.
    public var weightDecay: Double
    /// How many steps of Polar Express.
    public var steps: Int

    /// A group of matrices.
    public init(
      _ parameters: [Tensor], learningRate: Double = 0.02, momentum: Double = 0.95, beta2: Double = 0.95,
      weightDecay: Double = 0, steps: Int = PolarExpress.coefficients.count
    ) {
      for parameter in parameters {
        precondition(
          parameter.shape.count == 2,
          "Muon: parameters are matrices, not \(parameter.shape); give that one to AdamW")
      }
      self.momentum = momentum
      self.beta2 = beta2
      self.weightDecay = weightDecay
      self.steps = steps
      super.init(parameters, learningRate: learningRate)
    }

    /// The learning rate, momentum, beta2, weight decay and steps.
    public override var options: [Double] {
      get { [learningRate, momentum, beta2, weightDecay, Double(steps)] }
      set {
        learningRate = newValue[0]
        momentum = newValue[1]
        beta2 = newValue[2]
        weightDecay = newValue[3]
        steps = Int(newValue[4])
      }
    }
  }

  /// The groups.
  public let groups: [Group]
  private let stacks: [[MuonStack]]

  /// An optimizer of several groups.
  ///
  /// - Parameter dtype: what the orthogonalisation computes in; nil is bfloat16 on a GPU and the parameter's dtype
  ///   on the CPU.
  public init(_ groups: [Group], dtype: DType? = nil) {
    self.groups = groups
    stacks = groups.map { MuonStack.grouping($0.parameters, dtype: dtype) }
  }

  /// An optimizer of one group.
  public convenience init(
    _ parameters: [Tensor], learningRate: Double = 0.02, momentum: Double = 0.95, beta2: Double = 0.95,
    weightDecay: Double = 0, dtype: DType? = nil
  ) {
    let group = Group(
      parameters, learningRate: learningRate, momentum: momentum, beta2: beta2, weightDecay: weightDecay)
    self.init([group], dtype: dtype)
  }

  /// The groups, without their own hyperparameters.
  public var parameterGroups: [ParameterGroup] { groups }

  /// One update. Every matrix must have a gradient.
  public func step() {
    noGrad {
      for (group, stacks) in zip(groups, stacks) {
        for stack in stacks { stack.step(group) }
      }
    }
  }

  // MARK: State

  /// The options of each group and the moments of each stack of matrices.
  public func stateDict() -> [String: Tensor] {
    var dict = parameterGroups.optionTensors
    for g in groups.indices {
      for (s, stack) in stacks[g].enumerated() {
        dict["\(g).\(s).momentum"] = stack.momentum
        dict["\(g).\(s).variance"] = stack.variance
      }
    }
    return dict
  }

  /// Goes on from `stateDict`, a state of the same groups of the same shapes.
  public func load(stateDict: [String: Tensor]) throws(OptimizerStateError) {
    var reader = OptimizerStateReader(stateDict)
    let options = try reader.options(of: parameterGroups)
    var copies: [(old: Tensor, new: Tensor)] = []
    for g in groups.indices {
      for (s, stack) in stacks[g].enumerated() {
        copies.append((stack.momentum, try reader.copy("\(g).\(s).momentum", like: stack.momentum)))
        copies.append((stack.variance, try reader.copy("\(g).\(s).variance", like: stack.variance)))
      }
    }
    try reader.finish()
    noGrad {
      for (old, new) in copies { old.copy_(new) }
    }
    parameterGroups.restore(options)
  }
}
