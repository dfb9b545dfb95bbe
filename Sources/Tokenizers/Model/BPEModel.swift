/// A byte-level BPE vocabulary and its merges; immutable.
struct BPEModel: Sendable {
  /// The bytes of each token that text can become. Special tokens are not here.
  let tokens: TokenTable
  /// The token of each single byte.
  let byteTokens: [TokenID]
  /// All merges, by rank.
  let merges: [Merge]
  /// Whether a piece that is a token is taken whole, whatever the merges would make of it.
  let takesWholePieces: Bool
  /// Whether the rank of a merge is the id of its result, as in tiktoken.
  let ranksAreIDs: Bool
  let pairs: PairTable
  let index: TokenIndex

  /// A vocabulary with its merges in order, as Hugging Face's `tokenizers` has it.
  /// - Throws: `TokenizerError.invalidVocabulary` when a byte has no token or a merge does not fit.
  init(tokens: TokenTable, merges: [Merge], takesWholePieces: Bool) throws(TokenizerError) {
    try self.init(
      tokens: tokens, merges: merges, takesWholePieces: takesWholePieces, ranksAreIDs: false,
      index: TokenIndex(tokens))
  }

  /// A vocabulary whose ids are the ranks, as in tiktoken: two neighbours merge when their bytes together are
  /// a token, the lowest id first, and a piece that is a token is taken whole.
  /// - Throws: `TokenizerError.invalidVocabulary` when a byte has no token.
  init(ranks tokens: TokenTable) throws(TokenizerError) {
    let index = TokenIndex(tokens)
    var merges: [Merge] = []
    for id in 0..<TokenID(tokens.count) {
      tokens[id].withUnsafeBufferPointer { bytes in
        guard bytes.count > 1 else { return }
        for cut in 1..<bytes.count {
          guard let left = index.id(of: UnsafeBufferPointer(rebasing: bytes[..<cut])),
            let right = index.id(of: UnsafeBufferPointer(rebasing: bytes[cut...]))
          else { continue }
          merges.append(Merge(left: left, right: right, result: id, rank: UInt32(id)))
        }
      }
    }
    try self.init(
      tokens: tokens, merges: merges, takesWholePieces: true, ranksAreIDs: true, index: index)
  }

  private init(
    tokens: TokenTable, merges: [Merge], takesWholePieces: Bool, ranksAreIDs: Bool, index: TokenIndex
  ) throws(TokenizerError) {
    var byteTokens: [TokenID] = []
    for byte in UInt8.min...UInt8.max {
      guard let id = withUnsafeBytes(of: byte, { index.id(of: $0.bindMemory(to: UInt8.self)) }) else {
        throw .invalidVocabulary("the byte \(byte) has no token, so not every text can be encoded")
      }
      byteTokens.append(id)
    }
    self.tokens = tokens
    self.byteTokens = byteTokens
    self.merges = merges
    self.takesWholePieces = takesWholePieces
    self.ranksAreIDs = ranksAreIDs
    self.index = index
    pairs = PairTable(merges)
  }
}
