/// Makes any bytes valid UTF-8.
///
/// Each maximal ill-formed subpart becomes one U+FFFD, as the Unicode Standard recommends (section 3.9,
/// table 3-7) and as Python's `errors="replace"` does.
package enum UTF8Repair {
  /// The text with ill-formed parts replaced, and how many there were.
  package static func repair(_ bytes: [UInt8]) -> (text: [UInt8], replacements: Int) {
    bytes.withUnsafeBytes { source in
      guard var at = firstIllFormed(source, from: 0) else { return (bytes, 0) }
      var text: [UInt8] = []
      text.reserveCapacity(source.count + 16)
      var copied = 0
      var replacements = 0
      while true {
        text.append(contentsOf: source[copied..<at])
        text.append(contentsOf: [0xEF, 0xBF, 0xBD])
        replacements += 1
        copied = at + sequence(source, at).length
        guard let next = firstIllFormed(source, from: copied) else { break }
        at = next
      }
      text.append(contentsOf: source[copied...])
      return (text, replacements)
    }
  }

  /// Where the first ill-formed sequence begins at or after `start`.
  static func firstIllFormed(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var at = start
    while at < bytes.count {
      // Eight ASCII bytes at once: most text is nothing else.
      while bytes.count - at >= 8,
        bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        at += 8
      }
      guard at < bytes.count else { break }
      let (length, wellFormed) = sequence(bytes, at)
      guard wellFormed else { return at }
      at += length
    }
    return nil
  }

  /// The sequence that begins at a byte: its length, or that of the maximal subpart when it is ill-formed.
  private static func sequence(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> (length: Int, wellFormed: Bool)
  {
    let lead = bytes[at]
    if lead < 0x80 { return (1, true) }
    let length: Int
    // The bounds of the second byte exclude overlong forms, surrogates and what lies beyond U+10FFFF.
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return (1, false)
    }
    for index in 1..<length {
      let allowed = index == 1 ? second : 0x80...0xBF
      guard at + index < bytes.count, allowed.contains(bytes[at + index]) else { return (index, false) }
    }
    return (length, true)
  }
}
