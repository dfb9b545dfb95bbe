/// The regular expression that cuts text into pieces; tokens never cross from one piece into the next.
///
/// Matches follow one another; text between two matches is a piece of its own, so no byte is ever lost.
/// Patterns are Perl-compatible (PCRE2) with Unicode properties, written as tiktoken and Hugging Face's
/// `tokenizers` write them. `\s` is Unicode's `White_Space`, as in those two. Which characters are letters is
/// for PCRE2's version of Unicode to say: one assigned after it (14 for PCRE2 10.42) can split otherwise there.
package struct SplitPattern: Sendable {
  /// The regular expression as it was given, and as it is written into files.
  package let source: String
  let expression: CompiledExpression

  /// Compiles a pattern.
  /// - Throws: `TokenizerError.invalidPattern` when PCRE2 refuses it, or when it can match nothing at all.
  package init(_ source: String) throws(TokenizerError) {
    self.source = source
    expression = try CompiledExpression(source)
  }

  /// The pieces of a text, in order.
  /// - Throws: `TokenizerError.matchFailed` when the pattern backtracks beyond PCRE2's limits.
  package func pieces(of text: String) throws(TokenizerError) -> [String] {
    let bytes = Array(text.utf8)
    var pieces: [String] = []
    let matcher = PieceMatcher(expression)
    try bytes.withUnsafeBufferPointer { (buffer) throws(TokenizerError) in
      try matcher.forEachPiece(in: buffer) { range in
        pieces.append(String(decoding: buffer[range], as: UTF8.self))
      }
    }
    return pieces
  }
}

extension SplitPattern: Equatable {
  /// Two patterns are equal when their sources are.
  package static func == (left: Self, right: Self) -> Bool { left.source == right.source }
}

extension SplitPattern {
  /// A pattern of the field, by its usual name.
  package enum Known: String, CaseIterable, Sendable {
    /// GPT-4's pattern with numbers of at most two digits, as nanochat trains with.
    case nanochat
    /// GPT-2, in the form that `tokenizers`' ByteLevel applies.
    case gpt2
    /// GPT-3.5 and GPT-4.
    case cl100k
    /// GPT-4o.
    case o200k

    /// The regular expression, in a form that means the same to PCRE2, Oniguruma and Rust's `fancy-regex`.
    package var source: String {
      switch self {
      case .nanochat:
        #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,2}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#
      case .gpt2:
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
      case .cl100k:
        #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
      case .o200k:
        [
          #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"#,
          #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"#,
          #"\p{N}{1,3}"#, #" ?[^\s\p{L}\p{N}]+[\r\n/]*"#, #"\s*[\r\n]+"#, #"\s+(?!\S)"#, #"\s+"#,
        ].joined(separator: "|")
      }
    }
  }

  /// Compiles a pattern of the field.
  /// - Throws: `TokenizerError.invalidPattern` when the PCRE2 of this machine lacks what the pattern needs.
  package init(_ known: Known) throws(TokenizerError) {
    try self.init(known.source)
  }
}
