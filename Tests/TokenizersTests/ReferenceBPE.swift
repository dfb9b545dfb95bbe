import Tokenizers

/// Byte-level BPE as plainly as it can be written: what the fast code must agree with.
enum ReferenceBPE {
  /// Learns tokens: all pairs are counted anew for each merge.
  static func train(_ texts: [String], size: Int, pattern: SplitPattern) throws -> [[UInt8]] {
    var counts: [[Int]: Int] = [:]
    for text in texts {
      for piece in try pattern.pieces(of: text) { counts[piece.utf8.map(Int.init), default: 0] += 1 }
    }
    var words = counts.map { (tokens: $0.key, count: $0.value) }
    var vocabulary = (UInt8.min...UInt8.max).map { [$0] }
    while vocabulary.count < size {
      var pairs: [[Int]: Int] = [:]
      for word in words {
        for (left, right) in zip(word.tokens, word.tokens.dropFirst()) {
          pairs[[left, right], default: 0] += word.count
        }
      }
      // The most frequent; of equals the one with the lower left, then the lower right token.
      let best = pairs.max { one, other in
        one.value != other.value ? one.value < other.value : other.key.lexicographicallyPrecedes(one.key)
      }
      guard let pair = best?.key else { break }
      let bytes = vocabulary[pair[0]] + vocabulary[pair[1]]
      let token = vocabulary.firstIndex(of: bytes) ?? vocabulary.count
      if token == vocabulary.count { vocabulary.append(bytes) }
      for index in words.indices { words[index].tokens = merged(words[index].tokens, pair, token) }
    }
    return vocabulary
  }

  /// The tokens of one piece: the two neighbours whose bytes are the token of lowest rank merge, the leftmost
  /// first.
  static func encode(_ piece: [UInt8], ranks: [[UInt8]: TokenID]) -> [TokenID] {
    if let rank = ranks[piece] { return [rank] }
    var parts = piece.map { [$0] }
    while true {
      var best: (rank: TokenID, index: Int)?
      for index in parts.indices.dropLast() {
        guard let rank = ranks[parts[index] + parts[index + 1]] else { continue }
        if best == nil || rank < best?.rank ?? 0 { best = (rank, index) }
      }
      guard let best else { return parts.compactMap { ranks[$0] } }
      parts[best.index] += parts.remove(at: best.index + 1)
    }
  }

  private static func merged(_ tokens: [Int], _ pair: [Int], _ token: Int) -> [Int] {
    var result: [Int] = []
    var index = 0
    while index < tokens.count {
      if index + 1 < tokens.count, tokens[index] == pair[0], tokens[index + 1] == pair[1] {
        result.append(token)
        index += 2
      } else {
        result.append(tokens[index])
        index += 1
      }
    }
    return result
  }
}

/// A tokenizer trained on generated text.
enum TrainedTokenizer {
  static let trained = Result { try make(.nanochat, size: 1200) }

  static func make(_ known: SplitPattern.Known, size: Int) throws -> Tokenizer {
    var generator = TextGenerator(seed: 7)
    let trainer = try BPETrainer(
      vocabularySize: size, pattern: SplitPattern(known), specialTokens: ["<|bos|>", "<|end|>"])
    return try trainer.train(on: generator.texts(4000).map { Array($0.utf8) }).tokenizer
  }
}
