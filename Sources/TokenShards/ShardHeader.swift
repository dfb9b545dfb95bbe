import Digests
import Files

/// The layout of a token shard (`NNN.tokens`), little-endian throughout.
///
///     byte  0  "APUSTOK" and a zero byte
///           8  UInt32  version, 1
///          12  UInt32  bytes per token, 2 or 4
///          16  UInt64  tokens
///          24  UInt64  documents
///          32  UInt32  vocabulary size
///          36  UInt32  token that begins a document
///          40  UInt32  bytes per block
///          44  UInt32  0
///          48  UInt64  XXH64 of the block table
///          56  UInt64  XXH64 of bytes 0..<56
///          64  tokens
///           …  block table: XXH64 of each block of the tokens' bytes, the last one shorter
struct ShardHeader: Equatable {
  static let size = 64
  static let magic = Array("APUSTOK\0".utf8)
  static let version: UInt32 = 1
  static let blockSize = 1 << 20

  var bytesPerToken: Int
  var tokens: Int
  var documents: Int
  var vocabularySize: Int
  var bosToken: Int
  var tableHash: UInt64

  /// Two bytes hold a token where they can.
  static func bytesPerToken(vocabularySize: Int) -> Int { vocabularySize <= 1 << 16 ? 2 : 4 }

  var payloadSize: Int { tokens * bytesPerToken }
  var blockCount: Int { (payloadSize + Self.blockSize - 1) / Self.blockSize }
  var fileSize: Int { Self.size + payloadSize + blockCount * 8 }

  /// The 64 bytes of the header.
  var encoded: [UInt8] {
    var bytes = Self.magic
    func append<T: FixedWidthInteger>(_ value: T) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    append(Self.version)
    append(UInt32(bytesPerToken))
    append(UInt64(tokens))
    append(UInt64(documents))
    append(UInt32(vocabularySize))
    append(UInt32(bosToken))
    append(UInt32(Self.blockSize))
    append(UInt32(0))
    append(tableHash)
    append(XXH64.hash(bytes))
    return bytes
  }

  /// Reads a header and holds the file's size against it, before anything of that size is touched.
  /// - Throws: `TokenShardError.shardDamaged`.
  init(_ file: MappedFile) throws {
    let bytes = file.bytes
    func damaged(_ offset: Int, _ problem: String) -> TokenShardError {
      .shardDamaged(path: file.path, offset: offset, problem: problem)
    }
    func word<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> T {
      T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
    }
    guard bytes.count >= Self.size else { throw damaged(bytes.count, "the file ends inside its header") }
    guard bytes.starts(with: Self.magic) else { throw damaged(0, "it is no token shard") }
    guard word(8, UInt32.self) == Self.version else { throw damaged(8, "an unknown version") }
    guard word(56, UInt64.self) == XXH64.hash(UnsafeRawBufferPointer(rebasing: bytes[..<56])) else {
      throw damaged(56, "the header's checksum does not match")
    }
    // From here on only a shard written so on purpose can be wrong; it still must not lead astray.
    let width = word(12, UInt32.self)
    guard width == 2 || width == 4 else { throw damaged(12, "tokens of \(width) bytes") }
    bytesPerToken = Int(width)
    let tokens = word(16, UInt64.self)
    guard tokens <= UInt64(bytes.count / bytesPerToken) else {
      throw damaged(bytes.count, "the file ends before its \(tokens) tokens do")
    }
    self.tokens = Int(tokens)
    let documents = word(24, UInt64.self)
    guard documents <= tokens else { throw damaged(24, "more documents than tokens") }
    self.documents = Int(documents)
    vocabularySize = Int(word(32, UInt32.self))
    bosToken = Int(word(36, UInt32.self))
    guard bosToken < vocabularySize, bytesPerToken == 4 || vocabularySize <= 1 << 16 else {
      throw damaged(32, "a vocabulary of \(vocabularySize) with the first token \(bosToken)")
    }
    guard word(40, UInt32.self) == UInt32(Self.blockSize) else { throw damaged(40, "an unknown block size") }
    tableHash = word(48, UInt64.self)
    guard bytes.count == fileSize else {
      let problem = bytes.count < fileSize ? "truncated" : "longer than it should be"
      throw damaged(min(bytes.count, fileSize), "\(problem): \(bytes.count) bytes, not \(fileSize)")
    }
  }

  init(
    bytesPerToken: Int, tokens: Int, documents: Int, vocabularySize: Int, bosToken: Int, tableHash: UInt64
  ) {
    self.bytesPerToken = bytesPerToken
    self.tokens = tokens
    self.documents = documents
    self.vocabularySize = vocabularySize
    self.bosToken = bosToken
    self.tableHash = tableHash
  }
}
