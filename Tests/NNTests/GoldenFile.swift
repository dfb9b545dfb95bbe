import Checkpoints
import Foundation
import TestSupport
import Torch

/// What a script of Golden computed in PyTorch, from a seed that is new in each run.
struct GoldenFile {
  let seed: Int
  private let tensors: [String: Torch.Tensor]

  init(script: String, in folder: TemporaryFolder) throws {
    seed = Int.random(in: 0..<1 << 31)
    let path = folder.path(script + ".safetensors")
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: "Golden/\(script)")
    try PythonPeer.run([source.path(percentEncoded: false), path, "\(seed)"])
    tensors = try TensorFile.load(path).tensors
    print("\(script): seed \(seed)")
  }

  subscript(name: String) -> Tensor {
    guard let tensor = tensors[name] else { preconditionFailure("the golden file has no \(name)") }
    return tensor
  }

  /// The tensors whose names begin with `prefix` and a dot, without it.
  func members(_ prefix: String) -> [String: Tensor] {
    tensors.reduce(into: [:]) { result, member in
      if member.key.hasPrefix(prefix + ".") {
        result[String(member.key.dropFirst(prefix.count + 1))] = member.value
      }
    }
  }
}
