import Files

/// A dictionary of the DICT server: a text (`.dict`, or `.dict.dz` packed by gzip) and an index of entries.
///
/// Each line of the index is `headword TAB offset TAB length`, the numbers in base 64 (RFC 2229's dictd,
/// dictfmt(1)). One document per entry, in the order of the text; entries that describe the database
/// (`00database…`, `00-database-…`) are left out, and two headwords of one entry make one document.
struct DictdReader: DocumentReader {
  private let text: [UInt8]
  private let entries: [Range<Int>]
  private var index = 0
  private(set) var bytesRead = 0

  init(text textFile: MappedFile, index indexFile: MappedFile) throws {
    text =
      textFile.bytes.starts(with: [0x1F, 0x8B]) ? try Gzip.unpack(textFile) : Array(textFile.bytes)
    entries = try Self.entries(of: indexFile, textLength: text.count, textPath: textFile.path)
  }

  mutating func next() -> Document? {
    guard index < entries.count else { return nil }
    let entry = entries[index]
    index += 1
    bytesRead = entry.upperBound
    return Document(Array(text[entry]))
  }

  /// How headwords begin that describe the database.
  private static let aboutItself = [Array("00database".utf8), Array("00-".utf8)]

  private static func entries(of file: MappedFile, textLength: Int, textPath: String) throws -> [Range<Int>] {
    let bytes = file.bytes
    var entries: [Range<Int>] = []
    var lineStart = 0
    while lineStart < bytes.count {
      let lineEnd = bytes.firstIndex(of: 0x0A, in: lineStart..<bytes.count) ?? bytes.count
      defer { lineStart = lineEnd + 1 }
      func malformed(_ problem: String) -> DatasetError {
        .malformed(path: file.path, offset: lineStart, problem: problem)
      }
      let line = bytes[lineStart..<lineEnd]
      if line.starts(with: aboutItself[0]) || line.starts(with: aboutItself[1]) { continue }
      guard let first = bytes.firstIndex(of: 0x09, in: lineStart..<lineEnd),
        let second = bytes.firstIndex(of: 0x09, in: first + 1..<lineEnd),
        let offset = number(bytes, first + 1..<second),
        let length = number(
          bytes, second + 1..<(bytes.firstIndex(of: 0x09, in: second + 1..<lineEnd) ?? lineEnd))
      else { throw malformed("a line of the index is not headword, offset, length") }
      guard offset <= textLength, length <= textLength - offset else {
        throw malformed("an entry lies beyond the end of \(textPath)")
      }
      entries.append(offset..<offset + length)
    }
    entries.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    // Headwords of one entry now stand side by side.
    var distinct: [Range<Int>] = []
    for entry in entries where entry != distinct.last { distinct.append(entry) }
    return distinct
  }

  /// A number in base 64, its digits those of RFC 4648; nil when it is none or too large.
  private static func number(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    guard (1...10).contains(range.count) else { return nil }
    var value = 0
    for at in range {
      let digit = bytes[at]
      let six: UInt8
      switch digit {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): six = digit - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): six = digit - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): six = digit - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"): six = 62
      case UInt8(ascii: "/"): six = 63
      default: return nil
      }
      value = value << 6 | Int(six)
    }
    return value
  }
}
