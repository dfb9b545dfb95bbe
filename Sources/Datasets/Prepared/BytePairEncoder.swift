import Tokenizers

/// Byte-level BPE as the encoder of prepared texts.
package struct BytePairTrainer: TextEncoderTrainer {
  package init() {}

  package func train(on sample: [[UInt8]], settings: PreparationSettings) throws -> any TextEncoder {
    let name = settings.splitPattern
    let source = SplitPattern.Known(rawValue: name)?.source ?? name
    let trainer = try BPETrainer(vocabularySize: settings.vocabularySize, pattern: SplitPattern(source))
    return try BytePairEncoder(trainer.train(on: sample).tokenizer)
  }
}

/// A tokenizer that has a token to begin documents with.
package struct BytePairEncoder: TextEncoder {
  private let tokenizer: Tokenizer
  package let bosToken: Int

  /// - Throws: `TokenizerError.unknownSpecialToken` when no token begins documents.
  package init(_ tokenizer: Tokenizer) throws {
    self.tokenizer = tokenizer
    bosToken = Int(try tokenizer.bosToken ?? tokenizer.id(ofSpecial: Tokenizer.bosNames[0]))
  }

  package var vocabularySize: Int { tokenizer.vocabularySize }
  package var tokenByteCounts: [Int] { tokenizer.tokenByteCounts }
  package func encode(_ text: [UInt8]) throws -> [Int32] { try tokenizer.encode(text) }
  package func file() -> [UInt8] { tokenizer.tokenizerJSON() }
}
