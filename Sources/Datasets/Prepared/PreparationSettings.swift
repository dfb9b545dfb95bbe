/// All that a prepared text depends on, beside the corpus.
package struct PreparationSettings: Codable, Equatable, Sendable {
  /// Tokens, special ones counted.
  package var vocabularySize = 4096
  /// What cuts text into pieces before merging: the name of a known pattern (`nanochat`, `gpt2`, `cl100k`,
  /// `o200k`), or a regular expression.
  package var splitPattern = "nanochat"
  /// How much each split gets.
  package var shares = SplitShares.standard
  /// The tokenizer learns from at most this many bytes of the train split. Of a larger one it sees a share of
  /// the documents, chosen by their hash: spread evenly, and the same for the same corpus.
  package var tokenizerSampleBytes = 128 << 20
  /// Each of val and test must hold at least this many bytes of text.
  package var minimumSplitBytes = 16 << 10

  package init() {}

  /// - Throws: `DatasetError.invalidSetting`.
  func check() throws {
    try shares.check()
    // 256 bytes and the beginning of a document are always there.
    guard (257...1 << 20).contains(vocabularySize) else {
      throw DatasetError.invalidSetting(
        name: "vocabulary size", problem: "is \(vocabularySize): give 257 to \(1 << 20)")
    }
    guard tokenizerSampleBytes > 0, minimumSplitBytes > 0 else {
      throw DatasetError.invalidSetting(name: "sample bytes", problem: "must be positive")
    }
  }
}
