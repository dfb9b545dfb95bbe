import NN
import Safetensors

/// Why a checkpoint could not be saved or used.
public struct CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What is wrong and what to do.
  public let reason: String

  /// One line: the file, what is wrong, what to do.
  public var description: String { "\(path): \(reason)" }

  init(_ path: String, _ reason: String) {
    (self.path, self.reason) = (path, reason)
  }

  /// The file format's error already begins with the path, which may be that of a shard.
  init(_ error: SafetensorsError) {
    path = error.path
    let prefix = "\(error.path): "
    let text = error.description
    reason = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }
}
