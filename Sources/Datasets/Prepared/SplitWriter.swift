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
    var writer =
      try current
      ?? ShardWriter(
        path: "\(folder)/\(Self.name(shards.count))", vocabularySize: vocabularySize, bosToken: bosToken)
    try writer.append(tokens)
    bytes += count
    current = writer
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
    guard var writer = current else { return }
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
private struct ShardWriter {
  private(set) var tokens = 0
  private(set) var documents = 0
  private let file: File
  private let path: String
  private let vocabularySize: Int
  private let bosToken: Int
  private let wide: Bool
  private var buffer: [UInt8] = []
  private var table: [UInt8] = []

  /// Closes the descriptor even when writing fails.
  private final class File {
    let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }
  }

  init(path: String, vocabularySize: Int, bosToken: Int) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw System.writeError(path, errno) }
    file = File(descriptor)
    (self.path, self.vocabularySize, self.bosToken) = (path, vocabularySize, bosToken)
    wide = ShardHeader.bytesPerToken(vocabularySize: vocabularySize) == 4
    buffer.reserveCapacity(2 * ShardHeader.blockSize)
    try [UInt8](repeating: 0, count: ShardHeader.size).withUnsafeBytes {
      try System.write($0, to: descriptor, path: path)
    }
  }

  mutating func append(_ document: [Int32]) throws {
    put(Int32(bosToken))
    for token in document { put(token) }
    tokens += document.count + 1
    documents += 1
    while buffer.count >= ShardHeader.blockSize { try writeBlock(ShardHeader.blockSize) }
  }

  mutating func finish() throws {
    if !buffer.isEmpty { try writeBlock(buffer.count) }
    try table.withUnsafeBytes { try System.write($0, to: file.descriptor, path: path) }
    let header = ShardHeader(
      bytesPerToken: wide ? 4 : 2, tokens: tokens, documents: documents, vocabularySize: vocabularySize,
      bosToken: bosToken, tableHash: XXH64.hash(table))
    guard lseek(file.descriptor, 0, SEEK_SET) == 0 else { throw System.writeError(path, errno) }
    try header.encoded.withUnsafeBytes { try System.write($0, to: file.descriptor, path: path) }
    guard fsync(file.descriptor) == 0 else { throw System.writeError(path, errno) }
  }

  private mutating func put(_ token: Int32) {
    let word = UInt32(bitPattern: token)
    buffer.append(UInt8(truncatingIfNeeded: word))
    buffer.append(UInt8(truncatingIfNeeded: word >> 8))
    if wide {
      buffer.append(UInt8(truncatingIfNeeded: word >> 16))
      buffer.append(UInt8(truncatingIfNeeded: word >> 24))
    }
  }

  private mutating func writeBlock(_ count: Int) throws {
    try buffer.withUnsafeBytes { bytes in
      let block = UnsafeRawBufferPointer(rebasing: bytes[..<count])
      withUnsafeBytes(of: XXH64.hash(block).littleEndian) { table.append(contentsOf: $0) }
      try System.write(block, to: file.descriptor, path: path)
    }
    buffer.removeFirst(count)
  }
}
