/// tiktoken's rank files: a line per token, its bytes in base64, a space, its rank, which is also its id.
extension Tokenizer {
  /// A rank file above this is not one: o200k's has 3.6 MB.
  private static let rankFileLimit = 256 << 20

  /// Reads a rank file; the pattern and the special tokens are not in it.
  /// - Throws: `TokenizerError.file`, `TokenizerError.malformedFile` with the line,
  ///   `TokenizerError.invalidVocabulary`.
  package convenience init(
    tiktokenRanks path: String, pattern: SplitPattern, specialTokens: [String: TokenID]
  ) throws(TokenizerError) {
    try self.init(
      tiktokenRanks: DurableFile.read(path, limit: Self.rankFileLimit), name: path, pattern: pattern,
      specialTokens: specialTokens)
  }

  /// Reads the bytes of a rank file; `name` stands in errors.
  /// - Throws: `TokenizerError.malformedFile` with the line, `TokenizerError.invalidVocabulary`.
  package convenience init(
    tiktokenRanks bytes: [UInt8], name: String, pattern: SplitPattern, specialTokens: [String: TokenID]
  ) throws(TokenizerError) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var ranked: [(rank: Int, bytes: [UInt8])] = []
    for (index, line) in lines.enumerated() where !line.isEmpty {
      func malformed(_ reason: String) -> TokenizerError {
        .malformedFile(path: name, reason: "line \(index + 1): \(reason)")
      }
      let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      guard fields.count == 2 else { throw malformed("not two fields with a space between") }
      guard let token = Base64.decode(fields[0]), !token.isEmpty else { throw malformed("not base64") }
      guard token.count <= TokenTable.maximumTokenLength else {
        throw malformed(
          "a token of \(token.count) bytes, above the limit of \(TokenTable.maximumTokenLength)")
      }
      guard let rank = Int(String(decoding: fields[1], as: UTF8.self)),
        (0..<TokenTable.maximumCount).contains(rank)
      else { throw malformed("the rank is not a number from 0 to \(TokenTable.maximumCount - 1)") }
      ranked.append((rank, token))
    }
    let added = specialTokens.map { AddedToken(content: $0.key, id: $0.value, isSpecial: true) }
    let tokens = try TokenTable(ranked, name: name)
    try self.init(model: BPEModel(ranks: tokens), pattern: pattern, addedTokens: added)
  }

  /// Writes a rank file of the ordinary tokens, for tiktoken.
  /// - Throws: `TokenizerError.file`; an older file then stays as it was.
  package func write(tiktokenRanks path: String) throws(TokenizerError) {
    try DurableFile.write(tiktokenRanks(), to: path)
  }

  /// The bytes of a rank file of the ordinary tokens.
  ///
  /// tiktoken merges two neighbours whenever their bytes are a token; where a tokenizer's own merges are
  /// fewer, the two can differ on rare pieces. A tokenizer that was read from ranks is written without loss.
  package func tiktokenRanks() -> [UInt8] {
    var bytes: [UInt8] = []
    for id in 0..<TokenID(model.tokens.count) where model.tokens.byteCount(id) > 0 {
      bytes.append(contentsOf: Base64.encode(model.tokens[id]))
      bytes.append(contentsOf: " \(id)\n".utf8)
    }
    return bytes
  }
}

extension TokenTable {
  /// Tokens with their ids, in any order.
  /// - Throws: `TokenizerError.malformedFile` when an id or the bytes of a token stand twice, or ids lie far
  ///   apart.
  init(_ numbered: [(rank: Int, bytes: [UInt8])], name: String) throws(TokenizerError) {
    let sorted = numbered.sorted { $0.rank < $1.rank }
    // Holes cost memory too: a small file must not ask for a large table.
    guard (sorted.last?.rank ?? 0) < numbered.count * 2 + 65_536 else {
      throw .malformedFile(
        path: name, reason: "\(numbered.count) tokens with ids up to \(sorted.last?.rank ?? 0)")
    }
    self.init()
    var seen = Set<[UInt8]>(minimumCapacity: sorted.count)
    for token in sorted {
      guard token.rank >= count else {
        throw .malformedFile(path: name, reason: "the id \(token.rank) stands twice")
      }
      guard seen.insert(token.bytes).inserted else {
        throw .malformedFile(path: name, reason: "the token with the id \(token.rank) stands twice")
      }
      while count < token.rank { append(EmptyCollection()) }
      append(token.bytes)
    }
  }
}
