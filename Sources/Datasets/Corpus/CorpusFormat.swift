import Files

/// The file formats that documents are read from.
package enum CorpusFormat: String, Codable, Sendable {
  /// Plain text: one document per file, long files cut at paragraphs.
  case text
  /// One JSON object (or string) a line.
  case jsonLines
  /// An array of JSON objects (or strings).
  case jsonArray
  /// The strings of one column of an Apache Parquet file.
  case parquet
  /// A dictionary of the DICT server; its index file stands for it.
  case dictd

  /// The format that a file's name announces.
  init?(path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".txt") {
      self = .text
    } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
      self = .jsonLines
    } else if name.hasSuffix(".json") {
      self = .jsonArray
    } else if name.hasSuffix(".parquet") {
      self = .parquet
    } else if name.hasSuffix(".index") {
      self = .dictd
    } else {
      return nil
    }
  }

  private var spoken: String {
    switch self {
    case .text: "plain text"
    case .jsonLines: "JSON lines"
    case .jsonArray: "a JSON array"
    case .parquet: "Parquet"
    case .dictd: "a dictionary index"
    }
  }

  /// Compares a file's first bytes with its format.
  /// - Throws: `DatasetError.notWhatItSays`.
  func check(_ file: MappedFile) throws {
    func refuse(_ found: String) -> DatasetError {
      .notWhatItSays(path: file.path, expected: spoken, found: found)
    }
    let bytes = file.bytes
    guard !bytes.isEmpty else { return }
    let found = Self.signature(bytes)
    guard self != .parquet else {
      guard found == "Parquet" else { throw refuse(found ?? "something else") }
      guard bytes.count >= 12, bytes.suffix(4).elementsEqual("PAR1".utf8) else {
        throw DatasetError.malformed(
          path: file.path, offset: bytes.count, problem: "the file is truncated: it does not end in PAR1")
      }
      return
    }
    if let found { throw refuse(found) }
    let head = bytes.prefix(4096)
    if head.contains(0) { throw refuse("binary data") }
    // What the first letter must be.
    let letter = head.dropFirst(file.textStart).first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
    switch (self, letter) {
    case (.jsonLines, let letter?) where letter != UInt8(ascii: "{") && letter != UInt8(ascii: "\""):
      throw refuse(letter == UInt8(ascii: "[") ? "a JSON array" : "something else")
    case (.jsonArray, let letter?) where letter != UInt8(ascii: "["):
      throw refuse(letter == UInt8(ascii: "{") ? "a JSON object" : "something else")
    default: break
    }
  }

  /// What a file is by its first bytes, where they are known.
  private static func signature(_ bytes: UnsafeRawBufferPointer) -> String? {
    let signatures: [([UInt8], String)] = [
      ([0x1F, 0x8B], "gzip"), ([0x42, 0x5A, 0x68], "bzip2"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"), ([0x50, 0x4B, 0x03, 0x04], "a zip archive"),
      ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
      (Array("GIF8".utf8), "a GIF image"), (Array("%PDF".utf8), "PDF"), (Array("PAR1".utf8), "Parquet"),
      ([0x7F, 0x45, 0x4C, 0x46], "a program"), (Array("SQLite format 3".utf8), "an SQLite database"),
      (Array("!<arch>\n".utf8), "an archive"), ([0xFF, 0xFE], "UTF-16 text"), ([0xFE, 0xFF], "UTF-16 text"),
    ]
    return signatures.first { bytes.starts(with: $0.0) }?.1
  }
}
