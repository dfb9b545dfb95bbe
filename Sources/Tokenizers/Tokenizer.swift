/// A byte-level BPE tokenizer: text to token ids and back, without loss where nothing is normalised.
///
/// A text is normalised (ours are not), split by `pattern`, and the UTF-8 bytes of each piece are merged.
/// Safe to use from many threads at once; each finds its own scratch memory in a pool.
package final class Tokenizer: Sendable {
  /// What cuts text into pieces.
  package let pattern: SplitPattern
  /// What is done to text before it is split.
  package let normalizer: Normalizer
  /// Special and other added tokens, by id.
  package let addedTokens: [AddedToken]
  /// The number of ids: the highest one plus one.
  package let vocabularySize: Int
  /// The token that begins a document: the first there is of `bosNames`.
  package let bosToken: TokenID?
  let model: BPEModel
  private let addedBytes: [TokenID: [UInt8]]
  private let alwaysFound: AddedTokenFinder?
  let pool: EncoderPool

  /// Names that a token which begins documents has in the field; the first one is ours and nanochat's.
  package static let bosNames = ["<|bos|>", "<|begin_of_text|>", "<|endoftext|>"]

  init(
    model: BPEModel, pattern: SplitPattern, addedTokens: [AddedToken], normalizer: Normalizer = .none
  ) throws(TokenizerError) {
    var bytes: [TokenID: [UInt8]] = [:]
    for token in addedTokens {
      guard !token.content.isEmpty, token.content.utf8.count <= TokenTable.maximumTokenLength else {
        throw .invalidVocabulary(
          "the added token \(token.id) has \(token.content.utf8.count) bytes, not 1 to \(TokenTable.maximumTokenLength)"
        )
      }
      guard token.id >= 0, token.id < TokenTable.maximumCount else {
        throw .invalidVocabulary("the added token '\(token.content)' has the impossible id \(token.id)")
      }
      let content = Array(token.content.utf8)
      guard model.tokens[token.id].isEmpty || model.tokens[token.id].elementsEqual(content) else {
        throw .invalidVocabulary(
          "the added token '\(token.content)' takes the id \(token.id) of another token")
      }
      guard bytes.updateValue(content, forKey: token.id) == nil else {
        throw .invalidVocabulary("two added tokens have the id \(token.id)")
      }
    }
    self.model = model
    self.pattern = pattern
    self.normalizer = normalizer
    self.addedTokens = addedTokens.sorted { $0.id < $1.id }
    addedBytes = bytes
    vocabularySize = max(model.tokens.count, Int(self.addedTokens.last?.id ?? -1) + 1)
    bosToken = Self.bosNames.lazy.compactMap { name in addedTokens.first { $0.content == name }?.id }.first
    alwaysFound = AddedTokenFinder(self.addedTokens, .none)
    pool = EncoderPool { TextEncoding(model, pattern) }
  }

  // MARK: Tokens

  /// The id of an added token.
  /// - Throws: `TokenizerError.unknownSpecialToken`.
  package func id(ofSpecial content: String) throws(TokenizerError) -> TokenID {
    guard let token = addedTokens.first(where: { $0.content == content }) else {
      throw .unknownSpecialToken(content)
    }
    return token.id
  }

  /// The number of bytes of text that a token stands for, the denominator of bits per byte; 0 for a special
  /// token.
  package func byteCount(ofToken id: TokenID) -> Int {
    addedBytes[id] == nil ? model.tokens.byteCount(id) : ordinaryAddedByteCount(id)
  }

  /// `byteCount(ofToken:)` of every id.
  package var tokenByteCounts: [Int] {
    (0..<TokenID(vocabularySize)).map(byteCount(ofToken:))
  }

  private func ordinaryAddedByteCount(_ id: TokenID) -> Int {
    let isSpecial = addedTokens.contains { $0.id == id && $0.isSpecial }
    return isSpecial ? 0 : addedBytes[id]?.count ?? 0
  }

  /// The bytes of a token.
  /// - Throws: `TokenizerError.unknownToken`.
  package func bytes(ofToken id: TokenID) throws(TokenizerError) -> ArraySlice<UInt8> {
    if let bytes = addedBytes[id] { return bytes[...] }
    let bytes = model.tokens[id]
    guard !bytes.isEmpty else { throw .unknownToken(id: Int(id), vocabularySize: vocabularySize) }
    return bytes
  }

  // MARK: Encoding

  /// The tokens of a text.
  ///
  /// Nothing is put before or after the text: in `tokenizers`' words, `add_special_tokens=False`.
  /// - Throws: `TokenizerError.documentTooLarge`, `TokenizerError.matchFailed`.
  package func encode(
    _ text: String, allowedSpecial: AllowedSpecial = .none
  ) throws(TokenizerError) -> [TokenID] {
    // A native string is contiguous; another one is copied here.
    var text = text
    text.makeContiguousUTF8()
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
      try encode(wellFormed: bytes, allowedSpecial)
    }
  }

  /// The tokens of bytes that should be UTF-8; what is not becomes U+FFFD and is counted.
  /// - Throws: `TokenizerError.documentTooLarge`, `TokenizerError.matchFailed`.
  package func encode(
    _ bytes: [UInt8], allowedSpecial: AllowedSpecial = .none, replacements: inout Int
  ) throws(TokenizerError) -> [TokenID] {
    try bytes.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
      try encode(bytes, allowedSpecial: allowedSpecial, replacements: &replacements)
    }
  }

  /// The tokens of bytes that should be UTF-8, say of a mapped file; what is not becomes U+FFFD and is
  /// counted.
  /// - Throws: `TokenizerError.documentTooLarge`, `TokenizerError.matchFailed`.
  package func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, allowedSpecial: AllowedSpecial = .none, replacements: inout Int
  ) throws(TokenizerError) -> [TokenID] {
    guard !UTF8Repair.isWellFormed(bytes) else { return try encode(wellFormed: bytes, allowedSpecial) }
    var repaired: [UInt8] = []
    replacements += UTF8Repair.append(bytes, to: &repaired)
    return try repaired.withUnsafeBufferPointer { (bytes) throws(TokenizerError) in
      try encode(wellFormed: bytes, allowedSpecial)
    }
  }

  /// The tokens of bytes that should be UTF-8; what is not becomes U+FFFD.
  /// - Throws: `TokenizerError.documentTooLarge`, `TokenizerError.matchFailed`.
  package func encode(
    _ bytes: [UInt8], allowedSpecial: AllowedSpecial = .none
  ) throws(TokenizerError) -> [TokenID] {
    var uncounted = 0
    return try encode(bytes, allowedSpecial: allowedSpecial, replacements: &uncounted)
  }

  private func encode(
    wellFormed text: UnsafeBufferPointer<UInt8>, _ allowed: AllowedSpecial
  ) throws(TokenizerError) -> [TokenID] {
    let finder = allowed == .none ? alwaysFound : AddedTokenFinder(addedTokens, allowed)
    return try pool.with { (encoder) throws(TokenizerError) in
      guard let finder else {
        try append(text, to: encoder)
        return encoder.result
      }
      var position = 0
      while let found = finder.next(in: text, from: position) {
        try append(UnsafeBufferPointer(rebasing: text[position..<found.range.lowerBound]), to: encoder)
        encoder.append(found.id)
        position = found.range.upperBound
      }
      try append(UnsafeBufferPointer(rebasing: text[position...]), to: encoder)
      return encoder.result
    }
  }

  private func append(_ text: UnsafeBufferPointer<UInt8>, to encoder: TextEncoding) throws(TokenizerError) {
    guard let normalized = normalizer.apply(text) else { return try encoder.append(text) }
    try normalized.withUnsafeBufferPointer { (text) throws(TokenizerError) in try encoder.append(text) }
  }

  // MARK: Decoding

  /// The bytes that tokens stand for.
  /// - Throws: `TokenizerError.unknownToken`.
  package func decodeBytes(_ ids: some Sequence<TokenID>) throws(TokenizerError) -> [UInt8] {
    var bytes: [UInt8] = []
    for id in ids { bytes.append(contentsOf: try self.bytes(ofToken: id)) }
    return bytes
  }

  /// The text that tokens stand for; a character that was cut becomes U+FFFD.
  /// - Throws: `TokenizerError.unknownToken`.
  package func decode(_ ids: some Sequence<TokenID>) throws(TokenizerError) -> String {
    String(decoding: try decodeBytes(ids), as: UTF8.self)
  }
}
