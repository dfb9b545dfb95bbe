/// Reads JSON (RFC 8259) once, front to back, without building a tree.
///
/// The header of a safetensors file comes from anywhere, so that the scanner allocates only the strings that
/// the caller asks for, bounds its recursion, and refuses duplicate names, which Foundation's decoder lets pass.
struct JSONScanner {
  /// A place in the text and what was expected there.
  struct Failure: Error {
    let offset: Int
    let reason: String
  }

  private let bytes: UnsafeRawBufferPointer
  private(set) var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  // MARK: Structure

  /// Calls `member` for each name of an object; it must read the value.
  mutating func object(_ member: (inout JSONScanner, String) throws -> Void) throws {
    try expect("{")
    var seen: Set<String> = []
    guard !skip("}") else { return }
    repeat {
      let start = offset
      let name = try string()
      guard seen.insert(name).inserted else {
        throw Failure(offset: start, reason: "the name \(quoted(name)) stands twice")
      }
      try expect(":")
      try member(&self, name)
    } while skip(",")
    try expect("}")
  }

  /// Calls `element` for each element of an array; it must read the value.
  mutating func array(_ element: (inout JSONScanner) throws -> Void) throws {
    try expect("[")
    guard !skip("]") else { return }
    repeat { try element(&self) } while skip(",")
    try expect("]")
  }

  /// Nothing but white space may follow.
  mutating func end() throws {
    skipSpace()
    guard offset == bytes.count else { throw failure("text after the end of the object") }
  }

  // MARK: Values

  /// An integer ≥ 0 without fraction or exponent.
  mutating func integer() throws -> UInt64 {
    skipSpace()
    let start = offset
    var value: UInt64 = 0
    while let byte = peek(), byte >= 0x30, byte <= 0x39 {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(byte - 0x30))
      guard !overflow, !carry else { throw Failure(offset: start, reason: "the number exceeds 64 bits") }
      value = sum
      offset += 1
    }
    let hasLeadingZero = offset - start > 1 && bytes[start] == 0x30
    let isFraction = peek().map { $0 == 0x2E || $0 == 0x65 || $0 == 0x45 } ?? false
    guard offset > start, !hasLeadingZero, !isFraction else {
      throw Failure(offset: start, reason: "a whole number of at least 0 is expected")
    }
    return value
  }

  /// A string, its escapes resolved.
  mutating func string() throws -> String {
    try expect("\"")
    var text: [UInt8] = []
    let start = offset
    while let byte = peek() {
      offset += 1
      switch byte {
      case 0x22:
        let decoded = String(decoding: text, as: UTF8.self)
        // Decoding repairs what is not UTF-8, which then no longer equals its bytes.
        guard decoded.utf8.elementsEqual(text) else {
          throw Failure(offset: start, reason: "the string is not UTF-8")
        }
        return decoded
      case 0x5C: text.append(contentsOf: String(try escape()).utf8)
      case ..<0x20: throw Failure(offset: offset - 1, reason: "a control character inside a string")
      default: text.append(byte)
      }
    }
    throw failure("the string does not end")
  }

  /// Any value, not looked at. Nesting is limited to `depth`.
  mutating func skipValue(depth: Int = 16) throws {
    guard depth > 0 else { throw failure("nested too deeply") }
    skipSpace()
    switch peek() {
    case 0x7B: try object { scanner, _ in try scanner.skipValue(depth: depth - 1) }
    case 0x5B: try array { scanner in try scanner.skipValue(depth: depth - 1) }
    case 0x22: _ = try string()
    default: try skipScalar()
    }
  }

  // MARK: Details

  private mutating func skipScalar() throws {
    let start = offset
    while let byte = peek(), byte > 0x20, byte != 0x2C, byte != 0x5D, byte != 0x7D { offset += 1 }
    let word = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard ["true", "false", "null"].contains(word) || Double(word)?.isFinite == true else {
      throw Failure(offset: start, reason: "a value is expected")
    }
  }

  private mutating func escape() throws -> Unicode.Scalar {
    guard let byte = peek() else { throw failure("the string does not end") }
    offset += 1
    switch byte {
    case 0x22, 0x2F, 0x5C: return Unicode.Scalar(byte)
    case 0x62: return "\u{8}"
    case 0x66: return "\u{C}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75:
      let unit = try hexUnit()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      // A surrogate: the second half must follow.
      guard unit < 0xDC00, peek() == 0x5C else { throw failure("half of a surrogate pair") }
      offset += 1
      guard peek() == 0x75 else { throw failure("half of a surrogate pair") }
      offset += 1
      let low = try hexUnit()
      guard (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      else { throw failure("half of a surrogate pair") }
      return scalar
    default: throw Failure(offset: offset - 1, reason: "an unknown escape")
    }
  }

  private mutating func hexUnit() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits are expected")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  private func peek() -> UInt8? {
    offset < bytes.count ? bytes[offset] : nil
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard let byte = peek(), UInt32(byte) == character.value else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard skip(character) else { throw failure("'\(character)' is expected") }
  }

  private func failure(_ reason: String) -> Failure {
    Failure(offset: offset, reason: offset < bytes.count ? reason : reason + ", the text ends")
  }
}
