import NN
import Torch

extension Module {
  /// Saves the state dict to a safetensors file; the file appears complete or not at all.
  ///
  /// - Throws: `CheckpointError`.
  package func save(to path: String, metadata: [String: String] = [:]) throws(CheckpointError) {
    try TensorFile.save(stateDict(), metadata: metadata, to: path)
  }

  /// Copies the weights of a safetensors file, or of the index of a sharded model, into the module.
  ///
  /// The file is mapped, so that only the copy into the module's own memory is made.
  ///
  /// - Throws: `CheckpointError` for a damaged file, or one that lists all that does not fit the module; the module
  ///   is then unchanged.
  package func load(from path: String) throws(CheckpointError) {
    let (tensors, _) = try TensorFile.load(path)
    do throws(StateDictError) {
      try load(stateDict: tensors)
    } catch {
      throw CheckpointError(path, error.description)
    }
  }
}
