/// Learns a byte-level BPE vocabulary from documents (Sennrich et al., 2016, arXiv:1508.07909).
///
/// Ids 0 to 255 are the bytes, then come the merges in the order learned, then the special tokens. Again and
/// again the most frequent pair of neighbouring tokens becomes a token. Ties are broken by the ids of the
/// pair, lower ones first (left, then right), as `rustbpe` does; so the result depends on the documents and
/// on nothing else, neither on their order nor on the number of threads. A merge whose bytes are a token
/// already gives that token and does not count towards the vocabulary, as in Hugging Face's `tokenizers`;
/// tokens above 1,024 bytes are not made.
package struct BPETrainer: Sendable {
  /// The number of tokens to reach, special tokens among them.
  package let vocabularySize: Int
  /// What cuts text into pieces.
  package let pattern: SplitPattern
  /// The contents of the special tokens, which take the last ids in this order.
  package let specialTokens: [String]

  /// Describes a training.
  /// - Throws: `TokenizerError.invalidVocabulary` when the size has no room for the 256 bytes and the special
  ///   tokens.
  package init(
    vocabularySize: Int, pattern: SplitPattern, specialTokens: [String] = ["<|bos|>"]
  ) throws(TokenizerError) {
    let least = 256 + specialTokens.count
    guard (least...TokenTable.maximumCount).contains(vocabularySize) else {
      throw .invalidVocabulary(
        "a vocabulary of \(vocabularySize) tokens was asked for; choose \(least) to \(TokenTable.maximumCount)"
      )
    }
    guard Set(specialTokens).count == specialTokens.count else {
      throw .invalidVocabulary("a special token is named twice")
    }
    self.vocabularySize = vocabularySize
    self.pattern = pattern
    self.specialTokens = specialTokens
  }

  /// A trained tokenizer and what the training saw.
  package struct Result: Sendable {
    /// The tokenizer; its vocabulary is smaller than asked for when the text has no more pairs to merge.
    package let tokenizer: Tokenizer
    /// Documents read.
    package let documents: Int
    /// Bytes read.
    package let bytes: Int
    /// U+FFFD put in place of ill-formed bytes.
    package let replacements: Int
    /// Different pieces met.
    package let distinctPieces: Int
  }

  /// Learns from documents, each the bytes of a UTF-8 text; no more than a few of them are held at a time.
  /// - Throws: `TokenizerError.documentTooLarge`, `TokenizerError.matchFailed`, or what the sequence's own
  ///   failures are turned into by its caller.
  package func train(on documents: some Sequence<[UInt8]>) throws(TokenizerError) -> Result {
    var counting = ParallelPieceCounting(pattern)
    for document in documents {
      try counting.add(document)
    }
    return try finish(counting)
  }

  /// Learns from documents that arrive over time.
  /// - Throws: what the sequence throws, and what `train(on:)` of a plain sequence throws.
  package func train<Documents: AsyncSequence>(
    on documents: Documents
  ) async throws -> Result where Documents.Element == [UInt8] {
    var counting = ParallelPieceCounting(pattern)
    for try await document in documents {
      try counting.add(document)
    }
    return try finish(counting)
  }

  private func finish(_ counting: consuming ParallelPieceCounting) throws(TokenizerError) -> Result {
    let pieces = try counting.finish()
    var learner = try MergeLearner(pieces)
    let learned = learner.learn(tokens: vocabularySize - specialTokens.count)
    let model = try BPEModel(tokens: learned.tokens, merges: learned.merges, takesWholePieces: false)
    let first = learned.tokens.count
    let added = specialTokens.enumerated().map {
      AddedToken(content: $1, id: TokenID(first + $0), isSpecial: true)
    }
    return Result(
      tokenizer: try Tokenizer(model: model, pattern: pattern, addedTokens: added),
      documents: counting.documents, bytes: counting.bytes, replacements: counting.replacements,
      distinctPieces: pieces.count)
  }
}
