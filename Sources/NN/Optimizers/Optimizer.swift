import Torch

/// Parameters that share hyperparameters. Change the hyperparameters between steps as you like.
public protocol ParameterGroup: AnyObject {
  /// The tensors that the group updates.
  var parameters: [Tensor] { get }
  /// The step size.
  var learningRate: Double { get set }
  /// The step size that the group was made with, on which schedules are a factor.
  var initialLearningRate: Double { get }
}

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
  var parameterGroups: [any ParameterGroup] { get }
  /// One update of every parameter that has a gradient.
  func step()
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

/// Reads a state dict and remembers which of its tensors were asked for.
struct OptimizerStateReader {
  private let dict: [String: Tensor]
  private var used: Set<String> = []

  init(_ dict: [String: Tensor]) {
    self.dict = dict
  }

  /// A copy of the tensor `name`, of this shape, with the dtype and the device of the one it replaces.
  mutating func copy(_ name: String, like old: Tensor) throws(OptimizerStateError) -> Tensor {
    guard let copy = try optional(name, like: old) else { throw OptimizerStateError(reason: "\(name) is missing") }
    return copy
  }

  /// The same, or nil where there is none of that name.
  mutating func optional(_ name: String, like old: Tensor) throws(OptimizerStateError) -> Tensor? {
    guard let tensor = dict[name] else { return nil }
    guard tensor.shape == old.shape else {
      throw OptimizerStateError(reason: "\(name) is \(tensor.shape), \(old.shape) is expected")
    }
    used.insert(name)
    return noGrad { Tensor.empty(old.shape, dtype: old.dtype, device: old.device).copy_(tensor) }
  }

  /// The numbers of the tensor `name`.
  mutating func numbers(_ name: String, count: Int) throws(OptimizerStateError) -> [Double] {
    let tensor = try copy(name, like: Tensor.zeros([count], dtype: .float64))
    return tensor.array(as: Double.self)
  }

  /// Refuses a state with tensors that nobody asked for.
  func finish() throws(OptimizerStateError) {
    if let name = dict.keys.filter({ !used.contains($0) }).min() {
      throw OptimizerStateError(reason: "\(name) is unexpected")
    }
  }
}
