import Digests
import Files
import Foundation
import TestSupport
import Testing
import TokenShards

@Suite("Token shards")
struct ShardTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes documents of random tokens and returns them.
  private func write(_ count: Int, vocabularySize: Int, shardTokens: Int = 1 << 26, name: String = "train")
    throws
    -> [[Int32]]
  {
    let bos = vocabularySize - 1
    var writer = try SplitWriter(
      split: .train, folder: folder.path(name), vocabularySize: vocabularySize, bosToken: bos,
      shardTokens: shardTokens)
    var documents: [[Int32]] = []
    for _ in 0..<count {
      let tokens = (0..<Int.random(in: 1...400)).map { _ in Int32.random(in: 0..<Int32(bos)) }
      documents.append([Int32(bos)] + tokens)
      try writer.append(tokens, bytes: tokens.count)
    }
    try writer.finish()
    return documents
  }

  @Test("What is written is read", arguments: [(257, 1 << 26), (65_536, 5000), (65_537, 5000), (200_000, 1)])
  func roundTrip(vocabularySize: Int, shardTokens: Int) throws {
    let documents = try write(200, vocabularySize: vocabularySize, shardTokens: shardTokens)
    let split = try TokenSplit(folder: folder.path("train"))
    #expect((0..<split.documentCount).map(split.document) == documents)
    #expect(split.tokenCount == documents.reduce(0) { $0 + $1.count })
    let bytesPerToken = vocabularySize <= 65_536 ? 2 : 4
    let shards = try folder.names(in: "train").filter { $0.hasSuffix(".tokens") }
    #expect(shardTokens == 1 ? shards.count == 200 : shards.count >= 1)
    let sizes = try shards.reduce(0) { try $0 + folder.read("train/\($1)").count }
    #expect(sizes == split.tokenCount * bytesPerToken + shards.count * (64 + 8))
  }

  @Test("A block that changed is named by its offset")
  func corrupt() throws {
    // Three blocks of a mebibyte.
    var writer = try SplitWriter(
      split: .train, folder: folder.path("train"), vocabularySize: 300, bosToken: 256)
    for _ in 0..<1300 { try writer.append((0..<1000).map { _ in .random(in: 0..<256) }, bytes: 1000) }
    try writer.finish()
    var bytes = try folder.read("train/000.tokens")
    #expect(bytes.count > 2 << 20)
    for at in [64, 64 + (1 << 20) - 1, 64 + (1 << 20), 64 + (2 << 20) + 77] {
      bytes[at] ^= 0x10
      try folder.write(bytes, to: "train/000.tokens")
      let block = 64 + ((at - 64) >> 20) * (1 << 20)
      let error = #expect(throws: TokenShardError.self) { try TokenSplit(folder: folder.path("train")) }
      guard case .shardDamaged(let path, let offset, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(path == folder.path("train/000.tokens"))
      #expect(offset == block)
      bytes[at] ^= 0x10
    }
  }

  @Test("Any byte that changes, is missing or is too many is found")
  func everyByte() throws {
    _ = try write(3, vocabularySize: 300)
    let good = try folder.read("train/000.tokens")
    func refused(_ bytes: [UInt8]) throws -> Bool {
      try folder.write(bytes, to: "train/000.tokens")
      do {
        _ = try TokenSplit(folder: folder.path("train"))
        return false
      } catch TokenShardError.shardDamaged { return true }
    }
    for at in good.indices {
      var bytes = good
      bytes[at] ^= 1 << UInt8.random(in: 0..<8)
      #expect(try refused(bytes), "byte \(at)")
    }
    for count in stride(from: 0, to: good.count, by: 7) {
      #expect(try refused(Array(good[..<count])), "\(count) bytes")
    }
    #expect(try refused(good + [0]))
    try folder.write(good, to: "train/000.tokens")
    #expect(try TokenSplit(folder: folder.path("train")).documentCount == 3)
  }

  @Test("A header that lies under a right checksum is refused before it leads astray")
  func forged() throws {
    _ = try write(3, vocabularySize: 300)
    let good = try folder.read("train/000.tokens")
    let lies: [(offset: Int, bytes: [UInt8])] = [
      (8, [2, 0, 0, 0]), (12, [3, 0, 0, 0]), (12, [4, 0, 0, 0]), (12, [0, 0, 0, 0]),
      (16, [UInt8](repeating: 0xFF, count: 8)), (16, [0, 0, 0, 0, 0, 0, 0, 0x80]),
      (16, [0, 0, 0, 0, 0, 0, 0, 0]),
      (24, [UInt8](repeating: 0xFF, count: 8)), (24, [2, 0, 0, 0, 0, 0, 0, 0]), (32, [0, 0, 0, 0]),
      (32, [0xFF, 0xFF, 0xFF, 0xFF]), (32, [20, 0, 0, 0]), (36, [0xFF, 0xFF, 0xFF, 0xFF]),
      (36, [7, 0, 0, 0]),
      (40, [0, 0, 0, 0]), (48, [UInt8](repeating: 0, count: 8)),
    ]
    for lie in lies {
      var bytes = good
      bytes.replaceSubrange(lie.offset..<lie.offset + lie.bytes.count, with: lie.bytes)
      let sum = XXH64.hash(Array(bytes[..<56])).littleEndian
      bytes.replaceSubrange(56..<64, with: withUnsafeBytes(of: sum) { Array($0) })
      try folder.write(bytes, to: "train/000.tokens")
      #expect(throws: TokenShardError.self, "\(lie)") { try TokenSplit(folder: folder.path("train")) }
    }
  }

  @Test("A folder whose files disagree")
  func summary() throws {
    _ = try write(3, vocabularySize: 300)
    let good = String(decoding: try folder.read("train/split.json"), as: UTF8.self)
    for (old, new) in [
      ("000.tokens", "../train/000.tokens"), ("000.tokens", "001.tokens"),
      ("\"documents\" : 3", "\"documents\" : 4"),
      ("\"vocabularySize\" : 300", "\"vocabularySize\" : 301"), ("{", "["),
      ("\"split\" : \"train\"", "\"split\" : \"x\""),
    ] {
      let bad = good.replacingOccurrences(of: old, with: new)
      try #require(bad != good)
      try folder.write(bad, to: "train/split.json")
      let error = #expect(throws: TokenShardError.self) { try TokenSplit(folder: folder.path("train")) }
      #expect(error.map { "\($0)" }?.contains("is damaged") == true)
    }
    #expect(throws: FileError.self) { try TokenSplit(folder: folder.path("none")) }
    #expect(throws: TokenShardError.self) { try TokenSplit(folder: folder.path) }
  }
}
