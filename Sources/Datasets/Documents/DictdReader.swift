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

  private static func entries(of file: MappedFile, textLength: Int, textPath: String) throws -> [Range<Int>] {
    let bytes = file.bytes
    var entries: Set<Range<Int>> = []
    var lineStart = 0
    while lineStart < bytes.count {
      let lineEnd = bytes[lineStart...].firstIndex(of: 0x0A) ?? bytes.count
      defer { lineStart = lineEnd + 1 }
      let line = bytes[lineStart..<lineEnd]
      if line.starts(with: "00database".utf8) || line.starts(with: "00-".utf8) { continue }
      let fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
      guard fields.count >= 3, let offset = number(fields[1]), let length = number(fields[2]) else {
        throw DatasetError.malformed(
          path: file.path, offset: lineStart, problem: "a line of the index is not headword, offset, length")
      }
      guard offset <= textLength, length <= textLength - offset else {
        throw DatasetError.malformed(
          path: file.path, offset: lineStart, problem: "an entry lies beyond the end of \(textPath)")
      }
      entries.insert(offset..<offset + length)
    }
    return entries.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
  }

  /// A number in base 64, its digits those of RFC 4648; nil when it is none or too large.
  private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard (1...10).contains(digits.count) else { return nil }
    var value = 0
    for digit in digits {
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
