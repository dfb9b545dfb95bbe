import Checkpoints
import Foundation
import NN
import Safetensors
import TestSupport
import Testing
import Torch

extension TorchTier {
  /// Weights and training states on disk.
  @Suite(.serialized) struct CheckpointTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func everyDTypeReturns() throws {
      let path = folder.path("x.safetensors")
      let dtypes: [DType] = [
        .bool, .uint8, .int8, .int16, .int32, .int64, .float16, .bfloat16, .float32, .float64,
      ]
      var tensors = Dictionary(
        uniqueKeysWithValues: dtypes.map { ("\($0)", (Tensor.rand([3, 5]) * 20).to($0)) })
      tensors["scalar"] = Tensor.full([], 3)
      tensors["empty"] = Tensor.zeros([0, 4])
      tensors["strided"] = Tensor.rand([4, 6]).transpose(0, 1)
      try TensorFile.save(tensors, metadata: ["a": "b"], to: path)
      let (loaded, metadata) = try TensorFile.load(path)
      #expect(metadata == ["a": "b"])
      #expect(Set(loaded.keys) == Set(tensors.keys))
      for (name, tensor) in tensors {
        let copy = try #require(loaded[name])
        #expect(copy.dtype == tensor.dtype && copy.shape == tensor.shape && copy.isEqual(tensor), "\(name)")
      }
    }

    @Test func mappedTensorsOutliveTheirFileAndNeverChangeIt() throws {
      let path = folder.path("x.safetensors")
      let original = Tensor.rand([1000, 10])
      try TensorFile.save(["w": original], to: path)
      let before = FileManager.default.contents(atPath: path)
      let mapped = try #require(try TensorFile.load(path).tensors["w"])
      mapped.add_(1)
      #expect(FileManager.default.contents(atPath: path) == before)
      try TensorFile.save(["w": Tensor.zeros([1])], to: path)
      #expect(relativeErrors(mapped, original + 1).norm == 0)
    }

    @Test func misalignedTensorsAreCopied() throws {
      // A header of 8·n + 1 bytes, as some writers leave it.
      var header = #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
      while header.utf8.count % 8 != 1 { header += " " }
      let bytes =
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
        + [0, 0, 128, 63, 0, 0, 0, 64]
      let path = try folder.write(bytes, to: "odd.safetensors")
      let tensor = try #require(try TensorFile.load(path).tensors["w"])
      #expect(tensor.array(as: Float.self) == [1, 2])
    }

    @Test func modelsReturnFromOneFileOrShards() throws {
      let model = TinyGPT()
      let path = folder.path("model.safetensors")
      try model.save(to: path)
      let copy = TinyGPT()
      try copy.load(from: path)
      for (a, b) in zip(model.parameters(), copy.parameters()) { #expect(a.isEqual(b)) }

      let names = model.stateDict().keys.sorted()
      var weightMap: [String] = []
      for shard in 0..<3 {
        let members = model.stateDict().filter { (names.firstIndex(of: $0.key) ?? 0) % 3 == shard }
        try TensorFile.save(members, to: folder.path("part-\(shard).safetensors"))
        weightMap += members.keys.map { "\"\($0)\":\"part-\(shard).safetensors\"" }
      }
      let index = "{\"weight_map\":{\(weightMap.joined(separator: ","))}}"
      let indexPath = try folder.write(Array(index.utf8), to: "model.safetensors.index.json")
      let sharded = TinyGPT()
      try sharded.load(from: indexPath)
      for (a, b) in zip(model.parameters(), sharded.parameters()) { #expect(a.isEqual(b)) }
    }

    @Test func whatDoesNotFitIsOneLine() throws {
      let path = folder.path("x.safetensors")
      try Linear(2, 3).save(to: path)
      let error = #expect(throws: CheckpointError.self) { try Linear(3, 3, bias: false).load(from: path) }
      #expect(
        error?.description == """
          \(path): the weights do not fit the model: unexpected: bias; \
          wrong shape: weight is [3, 2], the model's is [3, 3]
          """)
      let none = #expect(throws: CheckpointError.self) { try Linear(2, 3).load(from: folder.path("none")) }
      #expect(none?.description == "\(folder.path("none")): cannot open: No such file or directory")
      try SafetensorsWriter.write(
        [.init(name: "w", dtype: .complex64, shape: [1], bytes: Array(repeating: 0, count: 8))], to: path)
      let complex = #expect(throws: CheckpointError.self) { try TensorFile.load(path) }
      #expect(complex?.description == "\(path): tensor 'w': no tensor has the dtype C64")
      try Linear(2, 3).save(to: path)
      let checkpoint = TrainingCheckpoint(model: Linear(2, 3), optimizers: [])
      let plain = #expect(throws: CheckpointError.self) { try checkpoint.load(from: path) }
      #expect(plain?.description.contains("not a training checkpoint") == true)
    }
  }
}
