import Torch

/// Parameters that share hyperparameters. Change the hyperparameters between steps as you like.
open class ParameterGroup {
  /// The tensors that the group updates.
  public let parameters: [Tensor]
  /// The step size.
  public var learningRate: Double
  /// The step size that the group was made with, on which schedules are a factor.
  public let initialLearningRate: Double

  /// A group that begins with `learningRate`.
  public init(_ parameters: [Tensor], learningRate: Double) {
    self.parameters = parameters
    self.learningRate = learningRate
    initialLearningRate = learningRate
  }

  /// What may change between steps, in a fixed order: part of the optimizer's state. A subclass adds its own.
  open var options: [Double] {
    get { [learningRate] }
    set { learningRate = newValue[0] }
  }
}

extension [ParameterGroup] {
  /// The options as they stand in a state dict.
  var optionTensors: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: enumerated().map {
        ("\($0).options", Tensor($1.options, dtype: .float64, device: .cpu))
      })
  }

  func restore(_ options: [[Double]]) {
    for (group, values) in zip(self, options) { group.options = values }
  }
}
