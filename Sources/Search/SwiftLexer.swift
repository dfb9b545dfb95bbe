/// Just enough of Swift's lexical grammar to find calls and literals without being misled by comments and
/// strings ("The Swift Programming Language", Lexical Structure).
struct SwiftLexer {
  /// A token, as offsets in the UTF-8 of the source.
  struct Token: Hashable {
    enum Kind: Hashable {
      /// A name or keyword, without backticks.
      case identifier
      /// A number, without its sign.
      case number
      /// A string; nil where it interpolates or where its value was not worked out.
      case string(value: String?)
      /// The range operator `...`, or another operator or punctuation mark of one byte.
      case symbol
    }
    var kind: Kind
    var bytes: Range<Int>
  }

  private let source: [UInt8]
  private var position = 0

  private init(_ source: [UInt8]) { self.source = source }

  /// The tokens of a source file, without comments.
  static func tokens(of source: [UInt8]) -> [Token] {
    var lexer = SwiftLexer(source)
    var tokens: [Token] = []
    while let token = lexer.next() { tokens.append(token) }
    return tokens
  }

  private func byte(_ offset: Int = 0) -> UInt8? {
    position + offset < source.count ? source[position + offset] : nil
  }

  private func matches(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard position + length <= source.count else { return false }
    return text.withUTF8Buffer { $0.elementsEqual(source[position..<position + length]) }
  }

  private mutating func next() -> Token? {
    skipTrivia()
    guard let first = byte() else { return nil }
    let start = position
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "#"), let value = string() {
      return Token(kind: .string(value: value.text), bytes: start..<position)
    }
    if SwiftLexer.isDigit(first) {
      number()
      return Token(kind: .number, bytes: start..<position)
    }
    if first == UInt8(ascii: "`"), let end = source[(start + 1)...].firstIndex(of: first) {
      position = end + 1
      return Token(kind: .identifier, bytes: start + 1..<end)
    }
    if SwiftLexer.isIdentifier(first) {
      while let next = byte(), SwiftLexer.isIdentifier(next) || SwiftLexer.isDigit(next) { position += 1 }
      return Token(kind: .identifier, bytes: start..<position)
    }
    position += matches("...") || matches("..<") ? 3 : 1
    return Token(kind: .symbol, bytes: start..<position)
  }

  private mutating func skipTrivia() {
    while let first = byte() {
      if first <= 0x20 {
        position += 1
      } else if matches("//") {
        while let next = byte(), next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r") { position += 1 }
      } else if matches("/*") {
        var depth = 0
        repeat {
          // Block comments nest.
          if matches("/*") {
            depth += 1
            position += 2
          } else if matches("*/") {
            depth -= 1
            position += 2
          } else {
            position += 1
          }
        } while depth > 0 && position < source.count
        position = min(position, source.count)
      } else {
        return
      }
    }
  }

  private mutating func number() {
    let isHex = matches("0x")
    while let next = byte() {
      if SwiftLexer.isIdentifier(next) || SwiftLexer.isDigit(next) {
        let isExponent = isHex ? next | 0x20 == UInt8(ascii: "p") : next | 0x20 == UInt8(ascii: "e")
        position += 1
        if isExponent, byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") { position += 1 }
      } else if next == UInt8(ascii: "."), let after = byte(1), SwiftLexer.isDigit(after) {
        position += 1
      } else {
        return
      }
    }
  }

  /// Passes over a string or an extended regular expression; nil, and no move, if none begins here.
  private mutating func string() -> (text: String?, Void)? {
    let start = position
    var pounds = 0
    while byte(pounds) == UInt8(ascii: "#") { pounds += 1 }
    position += pounds
    if pounds > 0, byte() == UInt8(ascii: "/") {
      position += 1
      skip(past: [UInt8(ascii: "/")] + Array(repeating: UInt8(ascii: "#"), count: pounds))
      return (nil, ())
    }
    guard byte() == UInt8(ascii: "\"") else {
      position = start
      return nil
    }
    let isMultiline = matches("\"\"\"")
    position += isMultiline ? 3 : 1
    let text = stringBody(quotes: isMultiline ? 3 : 1, pounds: pounds)
    return (isMultiline ? nil : text, ())
  }

  private mutating func skip(past end: [UInt8]) {
    while position < source.count, !source[position...].starts(with: end) { position += 1 }
    position = min(position + end.count, source.count)
  }

  /// Passes over the rest of a string and gives its value, nil if it interpolates.
  private mutating func stringBody(quotes: Int, pounds: Int) -> String? {
    let pound = UInt8(ascii: "#")
    let end = Array(repeating: UInt8(ascii: "\""), count: quotes) + Array(repeating: pound, count: pounds)
    var text: [UInt8]? = []
    while let next = byte() {
      if source[position...].starts(with: end) {
        position += end.count
        return text.map { String(decoding: $0, as: UTF8.self) }
      }
      // An unterminated string ends with its line, so that one slip does not hide the rest of the file.
      if quotes == 1, next == UInt8(ascii: "\n") { return nil }
      position += 1
      guard next == UInt8(ascii: "\\"), (0..<pounds).allSatisfy({ byte($0) == pound }) else {
        text?.append(next)
        continue
      }
      position += pounds
      guard let escape = byte() else { return nil }
      position += 1
      if escape == UInt8(ascii: "(") {
        skipInterpolation()
        text = nil
      } else if let plain = SwiftLexer.escapes[escape] {
        text?.append(plain)
      } else {
        text = nil
      }
    }
    return nil
  }

  /// Passes over an interpolated expression, in which strings may occur again.
  private mutating func skipInterpolation() {
    var depth = 1
    while depth > 0, let token = next() {
      guard token.kind == .symbol else { continue }
      if source[token.bytes.lowerBound] == UInt8(ascii: "(") { depth += 1 }
      if source[token.bytes.lowerBound] == UInt8(ascii: ")") { depth -= 1 }
    }
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "0"): 0,
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
    UInt8(ascii: "\\"): UInt8(ascii: "\\"),
  ]

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isIdentifier(_ byte: UInt8) -> Bool {
    // Every byte of a character outside ASCII counts as part of a name.
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte == 0x5F || byte >= 0x80
  }
}
