/// Well-formed UTF-8 out of any bytes.
///
/// Each maximal ill-formed part becomes one U+FFFD, as the Unicode Standard recommends (chapter 3.9) and as
/// Python's `errors="replace"` and Rust's `from_utf8_lossy` do.
package enum UTF8Repair {
  /// Appends bytes to `output`, repaired.
  /// - Returns: how many U+FFFD were put in place of ill-formed bytes.
  package static func append(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Int {
    var replacements = 0
    var position = 0
    while position < bytes.count {
      let end = wellFormedEnd(of: bytes, from: position)
      output.append(contentsOf: bytes[position..<end])
      guard end < bytes.count else { break }
      output.append(contentsOf: [0xEF, 0xBF, 0xBD])
      replacements += 1
      position = end + illFormedLength(of: bytes, at: end)
    }
    return replacements
  }

  /// Whether bytes are well-formed UTF-8.
  package static func isWellFormed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    wellFormedEnd(of: bytes, from: 0) == bytes.count
  }

  /// The end of the longest well-formed run that starts at `start`.
  static func wellFormedEnd(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return start }
    var position = start
    while position < bytes.count {
      // Eight ASCII bytes at a time.
      while position + 8 <= bytes.count,
        base.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        position += 8
      }
      guard position < bytes.count else { break }
      let (length, complete) = sequence(in: bytes, at: position)
      guard complete else { return position }
      position += length
    }
    return position
  }

  private static func illFormedLength(of bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
    sequence(in: bytes, at: position).length
  }

  /// The sequence that begins at a position: its bytes as far as they are right, and whether it is whole
  /// (table 3-7 of the Unicode Standard).
  @inline(__always)
  private static func sequence(
    in bytes: UnsafeBufferPointer<UInt8>, at position: Int
  ) -> (length: Int, complete: Bool) {
    let lead = bytes[position]
    let needed: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0x00...0x7F: return (1, true)
    case 0xC2...0xDF: needed = 2
    case 0xE0: (needed, second) = (3, 0xA0...0xBF)
    case 0xED: (needed, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: needed = 3
    case 0xF0: (needed, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: needed = 4
    case 0xF4: (needed, second) = (4, 0x80...0x8F)
    default: return (1, false)
    }
    var length = 1
    while length < needed, position + length < bytes.count {
      let byte = bytes[position + length]
      guard length == 1 ? second.contains(byte) : (0x80...0xBF).contains(byte) else { break }
      length += 1
    }
    return (length, length == needed)
  }
}
