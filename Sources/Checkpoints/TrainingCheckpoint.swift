import NN
import Torch

/// All that training goes on from: model, optimizers, random numbers, step. One file, so that no half of it is old.
///
/// Resumed training equals uninterrupted training bit for bit on the same machine with the same threads, as long as
/// the caller feeds the same batches.
package struct TrainingCheckpoint {
  /// What `format` says in the metadata; the number changes when the layout does.
  private static let format = "apus-training-1"

  /// The model; its state dict is saved under `model.`.
  package let model: Module
  /// The optimizers in a fixed order; each one's state is saved under `optimizer.N.`.
  package let optimizers: [any ResumableOptimizer]

  /// A checkpoint of these objects, of which `save` reads and which `load` changes.
  package init(model: Module, optimizers: [any ResumableOptimizer]) {
    self.model = model
    self.optimizers = optimizers
  }

  /// Saves everything with `step` and strings of the caller's.
  ///
  /// - Throws: `CheckpointError`.
  package func save(step: Int, metadata: [String: String] = [:], to path: String) throws(CheckpointError) {
    var tensors: [String: Tensor] = [:]
    for (name, tensor) in model.stateDict() { tensors["model.\(name)"] = tensor }
    for (index, optimizer) in optimizers.enumerated() {
      for (name, tensor) in optimizer.stateDict() { tensors["optimizer.\(index).\(name)"] = tensor }
    }
    for device in devices { tensors["random.\(device)"] = Tensor(Random.state(of: device), device: .cpu) }
    let own = ["format": Self.format, "step": "\(step)", "optimizers": "\(optimizers.count)"]
    try TensorFile.save(tensors, metadata: metadata.merging(own) { $1 }, to: path)
  }

  /// Puts everything back as `save` found it.
  ///
  /// - Returns: the step, and the caller's strings.
  /// - Throws: `CheckpointError` when the file is damaged or belongs to another model or other optimizers. The model
  ///   and the optimizers may then hold parts of it: make new ones.
  package func load(from path: String) throws(CheckpointError) -> (step: Int, metadata: [String: String]) {
    let (tensors, saved) = try TensorFile.load(path)
    var metadata = saved
    guard metadata.removeValue(forKey: "format") == Self.format,
      let step = metadata.removeValue(forKey: "step").flatMap(Int.init)
    else {
      throw CheckpointError(path, "not a training checkpoint of this version; weights alone cannot resume")
    }
    let count = metadata.removeValue(forKey: "optimizers").flatMap(Int.init)
    guard count == optimizers.count else {
      throw CheckpointError(path, "it holds \(count ?? 0) optimizers, training has \(optimizers.count)")
    }
    var states: [(Device, Tensor)] = []
    for device in devices {
      guard let state = tensors["random.\(device)"] else {
        throw CheckpointError(
          path, "it holds no random state of \(device); resume on the device that it was saved on")
      }
      states.append((device, state))
    }
    do {
      try model.load(stateDict: Self.members(of: tensors, under: "model."))
      for (index, optimizer) in optimizers.enumerated() {
        try optimizer.load(stateDict: Self.members(of: tensors, under: "optimizer.\(index)."))
      }
      for (device, state) in states { try Random.restore(state.array(as: UInt8.self), of: device) }
    } catch {
      throw CheckpointError(path, "\(error)")
    }
    return (step, metadata)
  }

  /// Where random numbers may be drawn: the CPU, and where the parameters are.
  private var devices: [Device] {
    Set(model.parameters().map(\.device)).union([.cpu]).sorted { $0.description < $1.description }
  }

  private static func members(of tensors: [String: Tensor], under prefix: String) -> [String: Tensor] {
    tensors.reduce(into: [:]) { result, member in
      if member.key.hasPrefix(prefix) { result[String(member.key.dropFirst(prefix.count))] = member.value }
    }
  }
}
