import Files

/// The tokens of one split, mapped into memory, and where its documents begin.
public final class TokenSplit: Sendable {
  /// Which split it is.
  public let split: Split
  /// Every token is below this.
  public let vocabularySize: Int
  /// The token that begins every document, and stands nowhere else.
  public let bosToken: Int
  /// All tokens, with one beginning per document.
  public let tokenCount: Int
  /// UTF-8 bytes of all texts.
  public let byteCount: Int

  private let shards: [Shard]
  /// The first token of each shard.
  private let shardStarts: [Int]
  /// The first token of each document, and the end of the last.
  private let documentStarts: [Int]

  /// Opens the folder of one split and checks all of it.
  /// - Throws: `TokenShardError.shardDamaged` with file and offset, `.folderDamaged` or `.cannotRead`.
  package init(folder: String) throws {
    let summary = try JSONFile.decode(SplitSummary.self, name: SplitSummary.fileName, in: folder)
    func damaged(_ problem: String) -> TokenShardError {
      .folderDamaged(path: folder, problem: problem)
    }
    var shards: [Shard] = []
    var shardStarts: [Int] = []
    var starts: [Int] = []
    var tokens = 0
    for entry in summary.shards {
      guard !entry.file.contains("/"), entry.file.hasSuffix(".tokens") else {
        throw damaged("\(SplitSummary.fileName) names a shard outside of it")
      }
      let path = "\(folder)/\(entry.file)"
      guard System.isFile(path) else { throw damaged("it has no \(entry.file)") }
      let shard = try Shard(path: path)
      guard shard.header.tokens == entry.tokens, shard.header.documents == entry.documents,
        shard.header.vocabularySize == summary.vocabularySize, shard.header.bosToken == summary.bosToken
      else { throw damaged("\(entry.file) is not the shard that \(SplitSummary.fileName) describes") }
      try shard.appendDocumentStarts(to: &starts, first: tokens)
      shardStarts.append(tokens)
      shards.append(shard)
      tokens += shard.header.tokens
    }
    guard tokens == summary.tokens, starts.count == summary.documents else {
      throw damaged("the counts of \(SplitSummary.fileName) do not add up")
    }
    guard !starts.isEmpty else { throw damaged("it holds no document") }
    split = summary.split
    vocabularySize = summary.vocabularySize
    bosToken = summary.bosToken
    tokenCount = tokens
    byteCount = summary.bytes
    self.shards = shards
    self.shardStarts = shardStarts
    documentStarts = starts + [tokens]
  }

  /// How many documents there are; at least one.
  public var documentCount: Int { documentStarts.count - 1 }

  /// The number of tokens of a document, its beginning counted.
  public func length(ofDocument index: Int) -> Int {
    documentStarts[index + 1] - documentStarts[index]
  }

  /// The tokens of a document, its beginning first.
  public func document(_ index: Int) -> [Int32] {
    let length = length(ofDocument: index)
    return [Int32](unsafeUninitializedCapacity: length) { buffer, count in
      // An empty document does not exist: the buffer has an address.
      if let target = buffer.baseAddress { copyDocument(index, prefix: length, to: target) }
      count = length
    }
  }

  /// Copies the first `prefix` tokens of a document.
  func copyDocument(_ index: Int, prefix: Int, to target: UnsafeMutablePointer<Int32>) {
    precondition(prefix <= length(ofDocument: index), "a document has no more than its tokens")
    let start = documentStarts[index]
    // A document lies in one shard: the last that begins at or before it.
    var low = 0
    var high = shards.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if shardStarts[middle] <= start { low = middle } else { high = middle }
    }
    let local = start - shardStarts[low]
    shards[low].copy(local..<local + prefix, to: target)
  }
}
