import Foundation
import Safetensors
import TestSupport
import Testing

/// Files on disk: written, mapped, sharded, replaced.
@Suite struct FileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let items = [
    SafetensorsWriter.Item(name: "b", dtype: .uint8, shape: [3], bytes: [1, 2, 3]),
    SafetensorsWriter.Item(name: "a\n\"é😀\\", dtype: .int64, shape: [], bytes: [9, 0, 0, 0, 0, 0, 0, 0]),
    SafetensorsWriter.Item(name: "empty", dtype: .float32, shape: [0, 5], bytes: []),
  ]

  @Test func returnsWhatWasWritten() throws {
    let path = folder.path("x.safetensors")
    try SafetensorsWriter.write(items, metadata: ["step": "10", "a": "\u{1}"], to: path)
    let file = try SafetensorsFile.open(path)
    #expect(file.metadata == ["step": "10", "a": "\u{1}"])
    #expect(Set(file.entries.map(\.name)) == ["b", "a\n\"é😀\\", "empty"])
    #expect(try file.bytes("b") == [1, 2, 3])
    #expect(try file.bytes("a\n\"é😀\\") == [9, 0, 0, 0, 0, 0, 0, 0])
    #expect(file["empty"]?.shape == [0, 5])
    #expect(file["a\n\"é😀\\"].map { $0.byteRange.lowerBound % 8 } == 0)
    #expect(try folder.names() == ["x.safetensors"])
  }

  @Test func bytesDependOnTheContentAlone() throws {
    let metadata = Dictionary(uniqueKeysWithValues: (0..<20).map { ("key\($0)", "value") })
    try SafetensorsWriter.write(items, metadata: metadata, to: folder.path("1"))
    try SafetensorsWriter.write(items.reversed(), metadata: metadata, to: folder.path("2"))
    #expect(FileManager.default.contentsEqual(atPath: folder.path("1"), andPath: folder.path("2")))
  }

  @Test func aRefusedWriteLeavesTheOldFile() throws {
    let path = folder.path("x.safetensors")
    try SafetensorsWriter.write(items, to: path)
    let before = FileManager.default.contents(atPath: path)
    let wrongSize = SafetensorsWriter.Item(name: "w", dtype: .float32, shape: [2], bytes: [0])
    let reserved = SafetensorsWriter.Item(name: "__metadata__", dtype: .uint8, shape: [1], bytes: [0])
    let negative = SafetensorsWriter.Item(name: "n", dtype: .uint8, shape: [-1], bytes: [])
    for bad in [wrongSize, reserved, negative, items[0]] {
      #expect(throws: SafetensorsError.self) { try SafetensorsWriter.write(items + [bad], to: path) }
    }
    #expect(FileManager.default.contents(atPath: path) == before)
    #expect(try folder.names() == ["x.safetensors"])
  }

  @Test func namesWhatCannotBeOpened() throws {
    let missing = #expect(throws: SafetensorsError.self) { try SafetensorsFile.open(folder.path("none")) }
    #expect(missing?.description == "\(folder.path("none")): cannot open: No such file or directory")
    let directory = #expect(throws: SafetensorsError.self) { try SafetensorsFile.open(folder.path) }
    #expect(directory?.description.contains("not a regular file") == true)
    let empty = try folder.write([], to: "empty")
    #expect(throws: SafetensorsError(empty, .truncated(needed: 8, found: 0))) {
      try SafetensorsFile.open(empty)
    }
    #expect(throws: SafetensorsError.self) {
      try SafetensorsWriter.write(items, to: folder.path("no/such/folder.safetensors"))
    }
  }

  @Test func offersNearestNames() throws {
    let path = folder.path("x.safetensors")
    let names = ["blocks.0.attention.query.weight", "blocks.0.attention.key.weight", "head.weight"]
    let items = names.map { SafetensorsWriter.Item(name: $0, dtype: .uint8, shape: [1], bytes: [0]) }
    try SafetensorsWriter.write(items, to: path)
    let error = #expect(throws: SafetensorsError.self) {
      try SafetensorsFile.open(path).entry("blocks.0.attn.query.weight")
    }
    #expect(error?.kind == .missingTensor(name: "blocks.0.attn.query.weight", nearest: Array(names[..<2])))
  }

  // MARK: Shards

  private func writeShards(index: String) throws -> String {
    for (file, name) in [("m-1.safetensors", "a"), ("m-2.safetensors", "b")] {
      let item = SafetensorsWriter.Item(name: name, dtype: .uint8, shape: [1], bytes: [name.utf8.first ?? 0])
      try SafetensorsWriter.write([item], to: folder.path(file))
    }
    return try folder.write(Array(index.utf8), to: "model.safetensors.index.json")
  }

  @Test func readsShards() throws {
    let index = try writeShards(
      index: """
        {"metadata":{"total_size":2.0},"weight_map":{"b":"m-2.safetensors","a":"m-1.safetensors"}}
        """)
    let model = try ShardedSafetensors.open(index)
    #expect(model.names == ["a", "b"])
    for name in model.names {
      let (file, entry) = try model.entry(name)
      #expect(try file.bytes(entry.name) == Array(name.utf8))
    }
    #expect(throws: SafetensorsError.self) { try model.entry("c") }
    #expect(try ShardedSafetensors.open(folder.path("m-1.safetensors")).names == ["a"])
  }

  @Test(arguments: [
    (#"{"weight_map":{"a":"../m-1.safetensors"}}"#, "beside the index"),
    (#"{"weight_map":{"a":"/etc/passwd"}}"#, "beside the index"),
    (#"{"weight_map":{"a":"m-3.safetensors"}}"#, "cannot open"),
    (#"{"weight_map":{"a":"m-2.safetensors"}}"#, "holds no tensor 'a'"),
    (#"{"weight_map":{}}"#, "a weight_map with tensors is expected"),
    (#"{"weight_map":{"a":1}}"#, "is expected"),
    (#"{}"#, "a weight_map with tensors is expected"),
    ("", "is expected"),
  ])
  func refusesAnIndexThatDoesNotHold(index: String, message: String) throws {
    let path = try writeShards(index: index)
    let error = #expect(throws: SafetensorsError.self) { try ShardedSafetensors.open(path) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "accepted")")
  }
}
