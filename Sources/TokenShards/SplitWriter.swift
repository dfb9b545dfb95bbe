import Digests
import Files

/// Writes the folder of one split: shards and a summary.
package struct SplitWriter {
  private let split: Split
  private let folder: String
  private let vocabularySize: Int
  private let bosToken: Int
  private let shardTokens: Int
  private var shards: [SplitSummary.Shard] = []
  private var bytes = 0
  private var current: ShardWriter?

  /// - Parameter shardTokens: A shard is closed by the first document that fills it so far.
  package init(split: Split, folder: String, vocabularySize: Int, bosToken: Int, shardTokens: Int = 1 << 26)
    throws
  {
    (self.split, self.folder, self.shardTokens) = (split, folder, shardTokens)
    (self.vocabularySize, self.bosToken) = (vocabularySize, bosToken)
    try System.makeFolder(folder)
  }

  /// Adds a document.
  /// - Parameters:
  ///   - tokens: Without the one that begins it; that is added here.
  ///   - bytes: The length of its text.
  package mutating func append(_ tokens: [Int32], bytes count: Int) throws {
    let writer =
      try current
      ?? ShardWriter(
        path: "\(folder)/\(Self.name(shards.count))", vocabularySize: vocabularySize, bosToken: bosToken)
    current = writer
    try writer.append(tokens)
    bytes += count
    if writer.tokens >= shardTokens { try closeShard() }
  }

  /// Closes the last shard and writes the summary.
  package mutating func finish() throws {
    try closeShard()
    let summary = SplitSummary(
      split: split, vocabularySize: vocabularySize, bosToken: bosToken,
      tokens: shards.reduce(0) { $0 + $1.tokens }, documents: shards.reduce(0) { $0 + $1.documents },
      bytes: bytes, shards: shards)
    try System.write(JSONFile.encode(summary), to: "\(folder)/\(SplitSummary.fileName)")
    try System.synchronize(folder)
  }

  private mutating func closeShard() throws {
    guard let writer = current else { return }
    try writer.finish()
    shards.append(
      SplitSummary.Shard(file: Self.name(shards.count), tokens: writer.tokens, documents: writer.documents))
    current = nil
  }

  private static func name(_ index: Int) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits + ".tokens"
  }
}

/// Writes one shard. The header goes in last: until then the file is no shard.
private final class ShardWriter {
  private(set) var tokens = 0
  private(set) var documents = 0
  private let file: OutputFile
  private let vocabularySize: Int
  private let bosToken: Int
  private let wide: Bool
  /// Tokens as they will lie on disk, less than a block of them after each document.
  private var buffer: [UInt8] = []
  private var table: [UInt8] = []

  init(path: String, vocabularySize: Int, bosToken: Int) throws {
    file = try OutputFile(path)
    (self.vocabularySize, self.bosToken) = (vocabularySize, bosToken)
    wide = ShardHeader.bytesPerToken(vocabularySize: vocabularySize) == 4
    buffer.reserveCapacity(2 * ShardHeader.blockSize)
    try file.append([UInt8](repeating: 0, count: ShardHeader.size))
  }

  func append(_ document: [Int32]) throws {
    if wide {
      put([UInt32(bosToken).littleEndian])
      put(document.map { UInt32(bitPattern: $0).littleEndian })
    } else {
      // A vocabulary of 65,536 at most: each token fits.
      put([UInt16(bosToken).littleEndian])
      put(document.map { UInt16(truncatingIfNeeded: $0).littleEndian })
    }
    tokens += document.count + 1
    documents += 1
    while buffer.count >= ShardHeader.blockSize { try writeBlock(ShardHeader.blockSize) }
  }

  func finish() throws {
    if !buffer.isEmpty { try writeBlock(buffer.count) }
    try file.append(table)
    let header = ShardHeader(
      bytesPerToken: wide ? 4 : 2, tokens: tokens, documents: documents, vocabularySize: vocabularySize,
      bosToken: bosToken, tableHash: XXH64.hash(table))
    try file.rewind()
    try file.append(header.encoded)
    try file.synchronize()
  }

  private func put(_ words: [some FixedWidthInteger]) {
    words.withUnsafeBytes { buffer.append(contentsOf: $0) }
  }

  private func writeBlock(_ count: Int) throws {
    try buffer.withUnsafeBytes { bytes in
      let block = UnsafeRawBufferPointer(rebasing: bytes[..<count])
      withUnsafeBytes(of: XXH64.hash(block).littleEndian) { table.append(contentsOf: $0) }
      try file.append(block)
    }
    buffer.removeFirst(count)
  }
}
