import Torch

/// Changes parameters by their gradients.
///
/// ```swift
/// optimizer.zeroGrad()
/// loss.backward()
/// optimizer.setLearningRate(multiplier: schedule(progress))
/// optimizer.step()
/// ```
public protocol Optimizer: AnyObject {
  /// The groups, in the order in which they were given.
  var parameterGroups: [ParameterGroup] { get }
  /// One update of every parameter that has a gradient.
  func step()
}

/// An optimizer whose training can be saved and resumed bit for bit.
public protocol ResumableOptimizer: Optimizer {
  /// Everything besides the parameters that the next step depends on, by name. The tensors share memory with the
  /// optimizer: save or clone them before the next step.
  func stateDict() -> [String: Tensor]
  /// Takes over a state that `stateDict()` gave, so that training goes on bit for bit.
  ///
  /// - Throws: `OptimizerStateError` when it is the state of other groups or shapes; the optimizer is then unchanged.
  func load(stateDict: [String: Tensor]) throws(OptimizerStateError)
}

extension Optimizer {
  /// Forgets the gradients of all parameters.
  public func zeroGrad() {
    for group in parameterGroups {
      for parameter in group.parameters { parameter.grad = nil }
    }
  }

  /// Sets each group's learning rate to `multiplier` times the one that it was made with.
  public func setLearningRate(multiplier: Double) {
    for group in parameterGroups { group.learningRate = group.initialLearningRate * multiplier }
  }
}

/// A saved optimizer state that does not belong to this optimizer.
public struct OptimizerStateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which tensor, and what is wrong with it.
  public let reason: String

  /// One line.
  public var description: String {
    "the optimizer's state does not fit: \(reason); it was saved with other parameters or groups"
  }
}
