/// A token that text does not become by merging: it is found in the text as it stands, or set by a program.
package struct AddedToken: Sendable, Hashable {
  /// What the token looks like in text.
  package let content: String
  /// Its number.
  package let id: TokenID
  /// A special token has a meaning beyond its text; it is found in text only where the caller allows it.
  package let isSpecial: Bool
}

/// Which special tokens `encode` may find in text. What is not allowed is encoded as ordinary text.
package enum AllowedSpecial: Sendable, Hashable {
  /// None: text from outside can never become a special token.
  case none
  /// All that the tokenizer has.
  case all
  /// Those named, by content.
  case only(Set<String>)
}

/// Finds added tokens in text: the leftmost, and of several at one place the longest.
struct AddedTokenFinder: Sendable {
  /// Longest first.
  private let candidates: [(bytes: [UInt8], id: TokenID)]
  /// Whether a byte begins a candidate.
  private let begins: [Bool]

  /// Finds the tokens that are always found, and the special ones allowed; nil when that is none.
  init?(_ tokens: [AddedToken], _ allowed: AllowedSpecial) {
    let wanted = tokens.filter { token in
      guard token.isSpecial else { return true }
      return switch allowed {
      case .none: false
      case .all: true
      case .only(let contents): contents.contains(token.content)
      }
    }
    guard !wanted.isEmpty else { return nil }
    candidates = wanted.map { (Array($0.content.utf8), $0.id) }.sorted { $0.bytes.count > $1.bytes.count }
    var begins = [Bool](repeating: false, count: 256)
    for candidate in candidates { begins[Int(candidate.bytes[0])] = true }
    self.begins = begins
  }

  /// The first added token at or after `start`.
  func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (range: Range<Int>, id: TokenID)? {
    for position in start..<text.count where begins[Int(text[position])] {
      for candidate in candidates where position + candidate.bytes.count <= text.count {
        let range = position..<(position + candidate.bytes.count)
        if text[range].elementsEqual(candidate.bytes) { return (range, candidate.id) }
      }
    }
    return nil
  }
}
