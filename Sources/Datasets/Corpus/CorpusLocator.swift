import Files

extension Corpus {
  /// Finds the corpus that a user names.
  ///
  /// - `gcide`: the default, fetched on first use into `cache`.
  /// - a file by its ending: `.txt`, `.jsonl` (`.ndjson`), `.json`, `.parquet`, `.index` (of a dictionary).
  /// - a folder: all `.txt`, `.jsonl` and `.parquet` files in it and below, in the order of their paths'
  ///   bytes. A `.json` file beside them is more often a description than text: name it, or use a glob.
  /// - a glob (`*`, `?`, `[…]`): the files that match.
  ///
  /// - Parameter cache: The folder for fetched corpora.
  /// - Throws: `DatasetError` when nothing is there, or nothing that can be read.
  package static func locate(
    _ name: String, textField: String = "text", cache: String = CacheFolder.path("corpora")
  ) throws -> Corpus {
    if name == "gcide" { return try GCIDE.corpus(cache: cache) }
    let paths: [String]
    if System.isFolder(name) {
      paths = try filesBelow(name)
      guard !paths.isEmpty else {
        throw DatasetError.corpusEmpty(name, reason: "no .txt, .jsonl or .parquet file in it")
      }
    } else if System.exists(name) {
      paths = [name]
    } else {
      paths = System.files(matching: name)
      guard !paths.isEmpty else { throw DatasetError.corpusNotFound(name) }
    }
    return try Corpus(name: name, paths: paths, textField: textField)
  }

  /// A corpus of these files, by their endings; what a download of `hf:owner/name` left becomes one so.
  /// - Throws: `DatasetError.unknownFormat`, `.corpusEmpty` or `.cannotRead`.
  package init(name: String, paths: [String], textField: String = "text") throws {
    let files = try paths.map { path in
      guard let format = CorpusFormat(path: path) else { throw DatasetError.unknownFormat(path: path) }
      return File(path: path, format: format)
    }
    self.init(name: name, files: files, textField: textField)
    guard try byteCount() > 0 else {
      throw DatasetError.corpusEmpty(
        name, reason: files.count == 1 ? "0 bytes" : "\(files.count) files of 0 bytes")
    }
  }

  private static func filesBelow(_ folder: String) throws -> [String] {
    var files: [String] = []
    var folders = [folder]
    while let next = folders.popLast() {
      for name in try System.names(in: next) {
        let path = next.hasSuffix("/") ? next + name : "\(next)/\(name)"
        if System.isFile(path) {
          switch CorpusFormat(path: path) {
          case .text, .jsonLines, .parquet: files.append(path)
          default: break
          }
        } else if System.isFolder(path), !System.isLink(path) {
          // Links to folders are not followed: they may lead round in a circle.
          folders.append(path)
        }
      }
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
