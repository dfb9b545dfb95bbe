import Files

/// One JSON value a line: an object with the text in a field, or a string. Blank lines are skipped.
struct JSONLinesReader: DocumentReader {
  private let file: MappedFile
  private let field: String
  private(set) var bytesRead: Int

  init(_ file: MappedFile, field: String) {
    (self.file, self.field) = (file, field)
    bytesRead = file.textStart
  }

  mutating func next() throws -> Document? {
    let bytes = file.bytes
    while bytesRead < bytes.count {
      let start = bytesRead
      let end = bytes.firstIndex(of: 0x0A, in: start..<bytes.count) ?? bytes.count
      bytesRead = min(end + 1, bytes.count)
      var scanner = JSONScanner(bytes, in: start..<end, path: file.path)
      scanner.skipWhitespace()
      guard scanner.peek != nil else { continue }
      let document = try scanner.document(field: field)
      scanner.skipWhitespace()
      guard scanner.peek == nil else { throw scanner.error("more than one value on a line") }
      return document
    }
    return nil
  }
}

/// A JSON array of objects with the text in a field, or of strings.
struct JSONArrayReader: DocumentReader {
  private enum State { case start, inside, done }

  private let field: String
  private let file: MappedFile
  private var scanner: JSONScanner
  private var state = State.start

  init(_ file: MappedFile, field: String) {
    (self.file, self.field) = (file, field)
    scanner = JSONScanner(file.bytes, in: file.textStart..<file.bytes.count, path: file.path)
  }

  var bytesRead: Int { scanner.position }

  mutating func next() throws -> Document? {
    switch state {
    case .done: return nil
    case .start:
      guard scanner.take("[") else { throw scanner.error("expected an array of objects or strings") }
      if scanner.take("]") { return try finish() }
      state = .inside
    case .inside:
      if scanner.take("]") { return try finish() }
      try scanner.expect(",")
    }
    return try scanner.document(field: field)
  }

  private mutating func finish() throws -> Document? {
    state = .done
    scanner.skipWhitespace()
    guard scanner.peek == nil else { throw scanner.error("something follows the array") }
    return nil
  }
}
