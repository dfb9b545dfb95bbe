import Files

/// Plain text: a file is one document, and a long file is cut into several at its paragraphs.
///
/// A document ends at the first blank line after `softLimit` bytes; where no blank line comes before
/// `hardLimit`, at the last line end before it, else between two characters. Nothing is lost: the documents
/// of a file, joined, are the file (without a byte order mark).
struct TextReader: DocumentReader {
  /// Long enough for context, short enough that a split of one book has many documents.
  static let softLimit = 4096
  static let hardLimit = 16384

  private let file: MappedFile
  private(set) var bytesRead: Int

  init(_ file: MappedFile) {
    self.file = file
    bytesRead = file.textStart
  }

  mutating func next() -> Document? {
    let bytes = file.bytes
    guard bytesRead < bytes.count else { return nil }
    let start = bytesRead
    bytesRead = end(from: start)
    return Document(Array(bytes[start..<bytesRead]))
  }

  private func end(from start: Int) -> Int {
    let bytes = file.bytes
    let limit = start + Self.hardLimit
    guard bytes.count > start + Self.softLimit else { return bytes.count }
    // A blank line is a line of white space only; the document ends after it.
    var blank = false
    var lastLine: Int?
    var at = start
    while at < min(limit, bytes.count) {
      let byte = bytes[at]
      at += 1
      if byte == 0x0A {
        if blank, at - start >= Self.softLimit { return at }
        blank = true
        lastLine = at
      } else if byte != 0x20, byte != 0x09, byte != 0x0D {
        blank = false
      }
    }
    if at == bytes.count { return at }
    if let lastLine { return lastLine }
    // No line end at all: step back to the beginning of a character (at most three bytes).
    for back in 0..<4 where bytes[limit - back] & 0xC0 != 0x80 { return limit - back }
    return limit
  }
}
