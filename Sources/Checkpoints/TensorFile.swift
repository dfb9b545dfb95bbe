import Safetensors
import Torch

/// Named tensors in a safetensors file.
package enum TensorFile {
  /// Writes `tensors`, from any device, to `path`; the file appears complete or not at all.
  ///
  /// Each tensor is copied to the CPU when its turn comes, so that a model is never in memory twice.
  ///
  /// - Throws: `CheckpointError` when the system refuses.
  package static func save(
    _ tensors: [String: Tensor], metadata: [String: String] = [:], to path: String
  ) throws(CheckpointError) {
    var items: [SafetensorsWriter.Item] = []
    for (name, tensor) in tensors {
      let dtype = SafetensorsDType(tensor.dtype)
      items.append(
        SafetensorsWriter.Item(name: name, dtype: dtype, shape: tensor.shape) {
          body throws(SafetensorsError) in
          var failure: SafetensorsError?
          tensor.withUnsafeBytes { bytes in
            do throws(SafetensorsError) { try body(bytes) } catch { failure = error }
          }
          if let failure { throw failure }
        })
    }
    do throws(SafetensorsError) {
      try SafetensorsWriter.write(items, metadata: metadata, to: path)
    } catch {
      throw CheckpointError(error)
    }
  }

  /// The tensors and the metadata of the safetensors file, or of the index of a sharded model, at `path`.
  ///
  /// A tensor lies in the mapped file, which stays mapped as long as a tensor needs it. Changing one in place does
  /// not change the file. One that is not aligned to its elements is copied.
  ///
  /// - Throws: `CheckpointError` for a damaged file or a dtype that `Tensor` does not have.
  package static func load(
    _ path: String
  ) throws(CheckpointError) -> (tensors: [String: Tensor], metadata: [String: String]) {
    let model: ShardedSafetensors
    var found: [(file: SafetensorsFile, entry: SafetensorsEntry)] = []
    do throws(SafetensorsError) {
      model = try ShardedSafetensors.open(path)
      for name in model.names { found.append(try model.entry(name)) }
    } catch {
      throw CheckpointError(error)
    }
    var tensors: [String: Tensor] = [:]
    for (file, entry) in found {
      guard let dtype = entry.dtype.torch else {
        throw CheckpointError(
          file.path, "tensor '\(entry.name)': no tensor has the dtype \(entry.dtype.rawValue)")
      }
      do {
        tensors[entry.name] = try tensor(entry, of: file, dtype: dtype)
      } catch {
        throw CheckpointError(file.path, "tensor '\(entry.name)': \(error)")
      }
    }
    return (tensors, model.shards.reduce(into: [:]) { $0.merge($1.metadata) { first, _ in first } })
  }

  private static func tensor(
    _ entry: SafetensorsEntry, of file: SafetensorsFile, dtype: DType
  ) throws -> Tensor {
    let bytes = file.unsafeBytes(of: entry)
    guard let start = bytes.baseAddress, entry.byteRange.lowerBound % dtype.byteCount == 0 else {
      return try Tensor.copying(bytes, shape: entry.shape, dtype: dtype)
    }
    return Tensor.borrowing(start, shape: entry.shape, dtype: dtype, owner: file)
  }
}
