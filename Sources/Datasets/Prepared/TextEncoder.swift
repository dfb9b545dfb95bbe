/// What this room asks of a tokenizer. Tests use one whose every token is a byte.
package protocol TextEncoder: Sendable {
  /// Every token is below this.
  var vocabularySize: Int { get }
  /// The token that begins a document; `encode` never returns it.
  var bosToken: Int { get }
  /// UTF-8 bytes that each token stands for; 0 for tokens that stand for none.
  var tokenByteCounts: [Int] { get }
  /// The tokens of a text that is valid UTF-8. Called from several threads at once.
  func encode(_ text: [UInt8]) throws -> [Int32]
  /// The contents of `tokenizer.json`.
  func file() throws -> [UInt8]
}

/// Makes a tokenizer from text.
package protocol TextEncoderTrainer: Sendable {
  /// - Parameter sample: Documents of the train split, valid UTF-8.
  func train(on sample: [[UInt8]], settings: PreparationSettings) throws -> any TextEncoder
}
