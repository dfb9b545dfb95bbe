/// Walks over JSON bytes to fetch one text and skip the rest.
///
/// It holds no tree, so a file of any size costs the memory of one document. It checks the grammar as far as
/// it must to find its way (RFC 8259): strings, brackets, commas and colons; numbers and names are skipped by
/// their letters.
struct JSONScanner {
  private let bytes: UnsafeRawBufferPointer
  private let path: String
  private let end: Int
  /// Where the scanner stands, from the beginning of the file.
  private(set) var position: Int
  /// Lone surrogates that were replaced by U+FFFD.
  private(set) var replacements = 0

  private static let depthLimit = 512

  init(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>, path: String) {
    (self.bytes, self.path) = (bytes, path)
    (position, end) = (range.lowerBound, range.upperBound)
  }

  /// The next byte, or nil at the end.
  var peek: UInt8? { position < end ? bytes[position] : nil }

  func error(_ problem: String, at offset: Int? = nil) -> DatasetError {
    .malformed(path: path, offset: offset ?? position, problem: problem)
  }

  mutating func skipWhitespace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// Steps over one byte if it is the next after white space.
  mutating func take(_ byte: Character) -> Bool {
    skipWhitespace()
    guard let value = byte.asciiValue, peek == value else { return false }
    position += 1
    return true
  }

  mutating func expect(_ byte: Character) throws {
    guard take(byte) else { throw error("expected \"\(byte)\"") }
  }

  /// The text of a value: a string itself, or the string in the field `field` of an object.
  mutating func document(field: String) throws -> Document {
    skipWhitespace()
    replacements = 0
    let start = position
    if peek == UInt8(ascii: "\"") {
      let text = try string()
      return Document(text, replacements: replacements)
    }
    guard take("{") else { throw error("expected an object with the field \"\(field)\", or a string") }
    var found: [UInt8]?
    var others: [String] = []
    if !take("}") {
      repeat {
        skipWhitespace()
        let key = String(decoding: try string(), as: UTF8.self)
        try expect(":")
        skipWhitespace()
        if key == field {
          guard peek == UInt8(ascii: "\"") else { throw error("the field \"\(field)\" is not a string") }
          replacements = 0
          found = try string()
        } else {
          try skipValue()
          if others.count < 8 { others.append(key) }
        }
      } while take(",")
      try expect("}")
    }
    guard let found else {
      let fields = others.isEmpty ? "none" : others.joined(separator: ", ")
      throw error(
        "an object has no field \"\(field)\" (its fields: \(fields)); name the one that holds the text",
        at: start)
    }
    return Document(found, replacements: replacements)
  }

  /// Steps over any value.
  private mutating func skipValue() throws {
    var open: [UInt8] = []
    repeat {
      skipWhitespace()
      guard let byte = peek else { throw error("the text ends inside a value") }
      switch byte {
      case UInt8(ascii: "\""):
        try skipString()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard open.count < Self.depthLimit else { throw error("nested deeper than \(Self.depthLimit)") }
        // The closing bracket stands two places after the opening one in ASCII.
        open.append(byte + 2)
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard open.popLast() == byte else { throw error("unexpected closing bracket") }
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard !open.isEmpty else { throw error("expected a value") }
        position += 1
      default:
        try skipScalar()
      }
    } while !open.isEmpty
  }

  private mutating func skipScalar() throws {
    let start = position
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        position += 1
        continue
      default: break
      }
      break
    }
    guard position > start else { throw error("expected a value") }
  }

  private mutating func skipString() throws {
    position += 1
    while let byte = peek {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { return }
    }
    throw error("the text ends inside a string", at: min(position, end))
  }

  /// A string's bytes with escapes resolved; bytes that are no UTF-8 pass as they are.
  private mutating func string() throws -> [UInt8] {
    guard peek == UInt8(ascii: "\"") else { throw error("expected a string") }
    position += 1
    var text: [UInt8] = []
    var run = position
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        text.append(contentsOf: bytes[run..<position])
        position += 1
        return text
      case UInt8(ascii: "\\"):
        text.append(contentsOf: bytes[run..<position])
        position += 1
        try escape(into: &text)
        run = position
      case 0..<0x20:
        throw error("a control character inside a string")
      default:
        position += 1
      }
    }
    throw error("the text ends inside a string")
  }

  private mutating func escape(into text: inout [UInt8]) throws {
    guard let letter = peek else { throw error("the text ends inside a string") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let first = try unit()
      var scalar = Unicode.Scalar(UInt32(first))
      if (0xD800..<0xDC00).contains(first), position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      {
        let back = position
        position += 2
        let second = try unit()
        if (0xDC00..<0xE000).contains(second) {
          scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        } else {
          position = back
        }
      }
      if scalar == nil { replacements += 1 }
      text.append(contentsOf: String(scalar ?? "\u{FFFD}").utf8)
    default: throw error("an unknown escape", at: position - 2)
    }
  }

  /// The four hexadecimal digits of a `\u` escape.
  private mutating func unit() throws -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw error("expected four hexadecimal digits")
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }
}
