import Digests
import Files

/// A token shard in memory, checked.
final class Shard: Sendable {
  let header: ShardHeader
  private let file: MappedFile

  /// Maps a shard and holds every block against its checksum.
  /// - Throws: `TokenShardError.shardDamaged` with the offset of the first bad block, or `.cannotRead`.
  init(path: String) throws {
    file = try MappedFile(path)
    header = try ShardHeader(file)
    let tableStart = ShardHeader.size + header.payloadSize
    let table = UnsafeRawBufferPointer(rebasing: file.bytes[tableStart...])
    guard XXH64.hash(table) == header.tableHash else {
      throw TokenShardError.shardDamaged(
        path: path, offset: tableStart, problem: "the block table's checksum does not match")
    }
    for block in 0..<header.blockCount {
      let start = ShardHeader.size + block * ShardHeader.blockSize
      let end = min(start + ShardHeader.blockSize, tableStart)
      let stored = UInt64(littleEndian: table.loadUnaligned(fromByteOffset: block * 8, as: UInt64.self))
      guard XXH64.hash(UnsafeRawBufferPointer(rebasing: file.bytes[start..<end])) == stored else {
        throw TokenShardError.shardDamaged(
          path: path, offset: start, problem: "the checksum of \(end - start) bytes does not match")
      }
    }
  }

  /// Appends where each document begins, counted from `first`, and checks that every token is in the
  /// vocabulary.
  func appendDocumentStarts(to starts: inout [Int], first: Int) throws {
    let before = starts.count
    if header.bytesPerToken == 2 {
      try scan(UInt16.self, into: &starts, first: first)
    } else {
      try scan(UInt32.self, into: &starts, first: first)
    }
    let beginsWithDocument = starts.count > before && starts[before] == first
    guard starts.count - before == header.documents, header.tokens == 0 || beginsWithDocument else {
      throw TokenShardError.shardDamaged(
        path: file.path, offset: ShardHeader.size, problem: "its documents are not those its header counts")
    }
  }

  /// Copies tokens out, widened to 32 bits.
  func copy(_ range: Range<Int>, to target: UnsafeMutablePointer<Int32>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= header.tokens, "tokens outside of the shard")
    if header.bytesPerToken == 2 {
      let source = tokens(UInt16.self)
      for (index, at) in range.enumerated() { target[index] = Int32(UInt16(littleEndian: source[at])) }
    } else {
      let source = tokens(UInt32.self)
      for (index, at) in range.enumerated() {
        target[index] = Int32(bitPattern: UInt32(littleEndian: source[at]))
      }
    }
  }

  // The header is 64 bytes and a mapping begins at a page: every token is aligned.
  private func tokens<T>(_ type: T.Type) -> UnsafeBufferPointer<T> {
    UnsafeRawBufferPointer(rebasing: file.bytes[ShardHeader.size..<(ShardHeader.size + header.payloadSize)])
      .bindMemory(to: T.self)
  }

  private func scan<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type, into starts: inout [Int], first: Int
  ) throws {
    let tokens = tokens(T.self)
    let bos = T(truncatingIfNeeded: header.bosToken)
    let last = T(truncatingIfNeeded: header.vocabularySize - 1)
    starts.reserveCapacity(starts.count + header.documents)
    for index in tokens.indices {
      let token = T(littleEndian: tokens[index])
      if token == bos {
        starts.append(first + index)
      } else if token > last {
        throw TokenShardError.shardDamaged(
          path: file.path, offset: ShardHeader.size + index * header.bytesPerToken,
          problem: "token \(token) is not in the vocabulary of \(header.vocabularySize)")
      }
    }
  }
}
