import Digests
import Files

/// Where documents come from: a list of files and how to read them.
package struct Corpus: Sendable {
  /// A file and its format.
  package struct File: Equatable, Sendable {
    package let path: String
    package let format: CorpusFormat
  }

  /// What the user called it.
  package let name: String
  /// In reading order.
  package let files: [File]
  /// The JSON field or Parquet column that holds the text.
  package let textField: String

  package init(name: String, files: [File], textField: String = "text") {
    (self.name, self.files, self.textField) = (name, files, textField)
  }

  /// The documents of all files, in order.
  package func documents() -> DocumentStream {
    DocumentStream(self)
  }

  /// A hash of what the documents depend on: every file's bytes and format, and the field. Names and dates of
  /// files do not count.
  package func fingerprint() throws -> UInt64 {
    var record = Array(textField.utf8)
    for file in files {
      for path in parts(of: file) {
        record.append(contentsOf: file.format.rawValue.utf8)
        let words = try MappedFile.read(path) { [UInt64($0.count), XXH64.hash($0)] }
        for word in words {
          withUnsafeBytes(of: word.littleEndian) { record.append(contentsOf: $0) }
        }
      }
    }
    return XXH64.hash(record)
  }

  /// The bytes of all files.
  package func byteCount() throws -> Int {
    try files.flatMap(parts).reduce(0) { try $0 + MappedFile.read($1) { $0.count } }
  }

  /// A dictionary is two files.
  private func parts(of file: File) -> [String] {
    file.format == .dictd ? [file.path, Corpus.dictionaryText(ofIndex: file.path)] : [file.path]
  }

  /// The text file that an index file belongs to: packed (`.dict.dz`) where there is one, else plain.
  static func dictionaryText(ofIndex path: String) -> String {
    let stem = path.hasSuffix(".index") ? String(path.dropLast(".index".count)) : path
    return System.isFile(stem + ".dict.dz") ? stem + ".dict.dz" : stem + ".dict"
  }
}

/// The documents of a corpus, one after the other.
package struct DocumentStream {
  private let corpus: Corpus
  private var fileIndex = 0
  private var reader: (any DocumentReader)?
  private var bytesBefore = 0

  init(_ corpus: Corpus) {
    self.corpus = corpus
  }

  /// The next document, or nil at the end.
  /// - Throws: `DatasetError` when a file cannot be read or is not what its name says.
  package mutating func next() throws -> Document? {
    while true {
      if let document = try reader?.next() { return document }
      bytesBefore += reader?.bytesRead ?? 0
      reader = nil
      guard fileIndex < corpus.files.count else { return nil }
      reader = try Self.open(corpus.files[fileIndex], field: corpus.textField)
      fileIndex += 1
    }
  }

  /// Bytes of the files read so far (of a packed file: of its text).
  package var bytesRead: Int { bytesBefore + (reader?.bytesRead ?? 0) }

  private static func open(_ file: Corpus.File, field: String) throws -> any DocumentReader {
    let mapped = try MappedFile(file.path)
    try file.format.check(mapped)
    switch file.format {
    case .text: return TextReader(mapped)
    case .jsonLines: return JSONLinesReader(mapped, field: field)
    case .jsonArray: return JSONArrayReader(mapped, field: field)
    case .parquet: return try ParquetReader(path: file.path, column: field)
    case .dictd:
      let text = try MappedFile(Corpus.dictionaryText(ofIndex: file.path))
      return try DictdReader(text: text, index: mapped)
    }
  }
}
