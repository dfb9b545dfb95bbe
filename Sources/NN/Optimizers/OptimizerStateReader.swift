import Torch

/// Reads a state dict and remembers which of its tensors were asked for.
struct OptimizerStateReader {
  private let dict: [String: Tensor]
  private var used: Set<String> = []

  init(_ dict: [String: Tensor]) {
    self.dict = dict
  }

  /// A copy of the tensor `name`, of this shape, with the dtype and the device of the one it replaces.
  mutating func copy(_ name: String, like old: Tensor) throws(OptimizerStateError) -> Tensor {
    guard let copy = try optional(name, like: old) else {
      throw OptimizerStateError(reason: "\(name) is missing")
    }
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

  /// The options of each group, for `restore(options:of:)` once everything else was found.
  mutating func options(of groups: [ParameterGroup]) throws(OptimizerStateError) -> [[Double]] {
    var options: [[Double]] = []
    for (index, group) in groups.enumerated() {
      let tensor = try copy("\(index).options", like: Tensor(group.options, dtype: .float64, device: .cpu))
      options.append(tensor.array(as: Double.self))
    }
    return options
  }

  /// Refuses a state with tensors that nobody asked for.
  func finish() throws(OptimizerStateError) {
    if let name = dict.keys.filter({ !used.contains($0) }).min() {
      throw OptimizerStateError(reason: "\(name) is unexpected")
    }
  }
}
