import Files
import TokenShards
import Tokenizers

/// A corpus as tokens on disk, in three splits, with the tokenizer that made them.
///
///     manifest.json   corpus, settings, counts
///     tokenizer.json  as Hugging Face's tokenizers reads it
///     train/  val/  test/   each with split.json and NNN.tokens, complete by itself
package struct PreparedText: Sendable {
  /// Where it lies.
  package let folder: String
  /// What was read and what was dropped.
  package let counts: CorpusCounts
  /// Every token is below this.
  package let vocabularySize: Int
  /// The token that begins every document.
  package let bosToken: Int
  /// UTF-8 bytes that each token stands for; 0 for tokens that stand for none.
  package let tokenByteCounts: [Int]
  /// What it was made with.
  package let settings: PreparationSettings
  private let fingerprint: String

  /// Opens a prepared text; its shards are checked when a split is opened.
  /// - Throws: `TokenShardError.folderDamaged` or `.cannotRead`.
  package static func open(_ folder: String) throws -> PreparedText {
    let manifest = try JSONFile.decode(PreparedManifest.self, name: PreparedManifest.fileName, in: folder)
    guard manifest.format == PreparedManifest.currentFormat else {
      throw TokenShardError.folderDamaged(
        path: folder,
        problem: "format \(manifest.format), where this program writes \(PreparedManifest.currentFormat)")
    }
    guard manifest.vocabularySize > 0, manifest.tokenByteCounts.count == manifest.vocabularySize,
      (0..<manifest.vocabularySize).contains(manifest.bosToken)
    else {
      throw TokenShardError.folderDamaged(
        path: folder, problem: "the vocabulary of \(PreparedManifest.fileName) contradicts itself")
    }
    guard System.isFile("\(folder)/\(PreparedManifest.tokenizerFileName)") else {
      throw TokenShardError.folderDamaged(
        path: folder, problem: "it has no \(PreparedManifest.tokenizerFileName)")
    }
    return PreparedText(
      folder: folder, counts: manifest.counts, vocabularySize: manifest.vocabularySize,
      bosToken: manifest.bosToken, tokenByteCounts: manifest.tokenByteCounts, settings: manifest.settings,
      fingerprint: manifest.fingerprint)
  }

  /// The prepared text of a corpus: found in the cache, or made.
  ///
  /// The folder's name is the format and a hash of corpus and settings. It is made beside its place and renamed when it is
  /// complete, so that a process that dies leaves no half of one; a second process that wants the same waits
  /// for the first.
  ///
  /// - Parameter cache: The folder of all prepared texts.
  /// - Throws: `DatasetError`.
  package static func prepare(
    _ corpus: Corpus, settings: PreparationSettings = PreparationSettings(),
    trainer: any TextEncoderTrainer = BytePairTrainer(), cache: String = CacheFolder.path("prepared"),
    progress: @escaping (PreparationProgress) -> Void = { _ in }
  ) throws -> PreparedText {
    try settings.check()
    let fingerprint = try corpus.fingerprint()
    let folder = "\(cache)/\(try PreparedManifest.key(fingerprint: fingerprint, settings: settings))"
    func found() throws -> PreparedText? {
      guard System.isFolder(folder) else { return nil }
      let text = try open(folder)
      guard text.settings == settings, text.fingerprint == PreparedManifest.hexadecimal(fingerprint)
      else {
        throw TokenShardError.folderDamaged(path: folder, problem: "it was made of something else")
      }
      return text
    }
    if let text = try found() { return text }
    try System.makeFolder(cache)
    let lock = try FolderLock(path: "\(folder).lock")
    defer { withExtendedLifetime(lock) {} }
    if let text = try found() { return text }

    // A name of this process: where locks do not work, two makers do not write into one folder.
    let partial = "\(folder).partial-\(System.processIdentifier)"
    try removePartials(of: folder, in: cache)
    defer { System.remove(partial) }
    try System.makeFolder(partial)
    try Preparation(corpus: corpus, settings: settings, trainer: trainer, progress: progress)
      .make(in: partial, fingerprint: fingerprint)
    do {
      try System.rename(partial, to: folder)
    } catch {
      // Another maker was first; its folder is as good.
      guard let text = try found() else { throw error }
      return text
    }
    try System.synchronize(cache)
    return try open(folder)
  }

  /// One split, checked and mapped into memory.
  /// - Throws: `TokenShardError.shardDamaged` with file and offset, or `.folderDamaged`.
  package func split(_ split: Split) throws -> TokenSplit {
    let tokens = try TokenSplit(folder: splitFolder(split))
    guard tokens.split == split, tokens.vocabularySize == vocabularySize, tokens.bosToken == bosToken else {
      throw TokenShardError.folderDamaged(
        path: folder, problem: "its folder \(split.rawValue) belongs to another text")
    }
    return tokens
  }

  /// The folder of one split, for a process that may see no other.
  package func splitFolder(_ split: Split) -> String { "\(folder)/\(split.rawValue)" }

  /// The tokenizer that made it.
  /// - Throws: `TokenizerError`, or `TokenShardError.folderDamaged` when it belongs to another text.
  package func tokenizer() throws -> Tokenizer {
    let tokenizer = try Tokenizer(tokenizerJSON: tokenizerPath)
    guard tokenizer.tokenByteCounts == tokenByteCounts else {
      throw TokenShardError.folderDamaged(
        path: folder, problem: "its \(PreparedManifest.tokenizerFileName) belongs to another text")
    }
    return tokenizer
  }

  /// The tokenizer's file.
  package var tokenizerPath: String { "\(folder)/\(PreparedManifest.tokenizerFileName)" }

  /// What processes that died left of this folder. The lock is held: none of them is at work.
  private static func removePartials(of folder: String, in cache: String) throws {
    let prefix = folder.dropFirst(cache.count + 1) + ".partial-"
    for name in try System.names(in: cache) where name.hasPrefix(prefix) {
      System.remove("\(cache)/\(name)")
    }
  }
}
