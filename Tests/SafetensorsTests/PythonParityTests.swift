import Foundation
import Safetensors
import TestSupport
import Testing

/// Files exchanged with the reference implementation, Python's `safetensors`, both ways.
@Suite(
  .enabled(
    if: PythonPeer.has("numpy", "safetensors"),
    "Python's numpy and safetensors are missing: make test installs them"))
struct PythonParityTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func readsWhatPythonWrites() throws {
    let path = folder.path("python.safetensors")
    let seed = Int.random(in: 0..<1 << 31)
    // Python prints name, dtype, shape and the bytes in hexadecimal of every tensor.
    let script = """
      import sys, numpy as np
      from safetensors.numpy import save_file
      random = np.random.default_rng(\(seed))
      tensors = {}
      for i, dtype in enumerate(["f4", "f8", "f2", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "?"]):
          shape = random.integers(0, 5, size=random.integers(0, 4))
          value = np.asarray(random.standard_normal(shape) * 9).astype(dtype)
          tensors[f"läyer.{i}.{dtype}"] = np.asarray(value)
      save_file(tensors, sys.argv[1], metadata={"quote": '"\\\\ü'})
      for name, value in tensors.items():
          print(name, ",".join(map(str, value.shape)), value.tobytes().hex(), sep="|")
      """
    let lines = try PythonPeer.run(["-c", script, path]).split(separator: "\n")
    let file = try SafetensorsFile.open(path)
    #expect(file.metadata == ["quote": "\"\\ü"], "seed \(seed)")
    #expect(file.entries.count == lines.count && lines.count == 12)
    for line in lines {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      let entry = try file.entry(fields[0])
      #expect(entry.shape == fields[1].split(separator: ",").compactMap { Int($0) }, "seed \(seed)")
      let hex = try file.bytes(fields[0]).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      #expect(hex == fields[2], "seed \(seed)")
    }
  }

  @Test func pythonReadsWhatIsWritten() throws {
    let path = folder.path("swift.safetensors")
    let floats: [Float] = (0..<6).map { _ in .random(in: -1...1) }
    let bytes = floats.withUnsafeBytes { Array($0) }
    try SafetensorsWriter.write(
      [
        .init(name: "flags", dtype: .bool, shape: [3], bytes: [1, 0, 1]),
        .init(name: "läyer \"w\"", dtype: .float32, shape: [2, 3], bytes: bytes),
        .init(name: "none", dtype: .float16, shape: [2, 0], bytes: []),
        .init(name: "scalar", dtype: .int64, shape: [], bytes: [255, 255, 255, 255, 255, 255, 255, 255]),
      ], metadata: ["step": "7"], to: path)
    let script = """
      import sys
      from safetensors import safe_open
      with safe_open(sys.argv[1], framework="np") as file:
          print(file.metadata())
          for name in sorted(file.keys()):
              value = file.get_tensor(name)
              print(name, value.dtype, list(value.shape), value.tobytes().hex())
      """
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let expected = """
      {'step': '7'}
      flags bool [3] 010001
      läyer "w" float32 [2, 3] \(hex)
      none float16 [2, 0]\u{20}
      scalar int64 [] ffffffffffffffff

      """
    #expect(try PythonPeer.run(["-c", script, path]) == expected)
  }

  /// Bytes that the reference implementation writes for the same tensors: byte for byte, not merely readable.
  @Test func writesTheSameBytesAsPython() throws {
    let (ours, theirs) = (folder.path("swift"), folder.path("python"))
    try SafetensorsWriter.write(
      [
        .init(name: "b", dtype: .uint8, shape: [2], bytes: [0, 1]),
        .init(name: "z", dtype: .float32, shape: [1], bytes: [0, 0, 128, 63]),
        .init(name: "a", dtype: .float32, shape: [1, 1], bytes: [0, 0, 128, 63]),
      ], metadata: ["format": "np"], to: ours)
    let script = """
      import sys, numpy as np
      from safetensors.numpy import save_file
      save_file({"z": np.ones(1, "f4"), "b": np.arange(2, dtype="u1"), "a": np.ones((1, 1), "f4")}, sys.argv[1],
                metadata={"format": "np"})
      """
    try PythonPeer.run(["-c", script, theirs])
    #expect(FileManager.default.contentsEqual(atPath: ours, andPath: theirs))
  }
}
