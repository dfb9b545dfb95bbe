import CParquet
import Files

/// One document per row of a Parquet file's text column; null rows are blank documents.
///
/// The file is read by Apache Arrow's C++ library, from `libcparquet` in the cache (or where `APUS_CPARQUET`
/// says), which is loaded when the first Parquet file is opened.
final class ParquetReader: DocumentReader {
  private let path: String
  private let functions: cparquet_functions
  private let reader: OpaquePointer
  private var batch = cparquet_batch()
  private var row = 0
  /// Bytes of text: the file is packed.
  private(set) var bytesRead = 0

  /// - Throws: `DatasetError.libraryMissing`, or `.malformed` when the file is not what it should be.
  init(path: String, column: String) throws {
    self.path = path
    functions = try Self.load(for: path)
    var opened: OpaquePointer?
    let functions = functions
    try Self.check(path) { functions.open(path, column, &opened, $0, $1) }
    guard let opened else {
      throw DatasetError.malformed(path: path, offset: 0, problem: "it cannot be opened")
    }
    reader = opened
  }

  deinit { functions.close(reader) }

  func next() throws -> Document? {
    if row == Int(batch.rows) {
      let (functions, reader) = (functions, reader)
      try Self.check(path) { functions.next(reader, &batch, $0, $1) }
      row = 0
    }
    guard batch.rows > 0, let starts = batch.starts, let ends = batch.ends else { return nil }
    let bytes = UnsafeBufferPointer(
      start: batch.data.map { $0 + Int(starts[row]) }, count: Int(ends[row] - starts[row]))
    row += 1
    bytesRead += bytes.count
    return Document(Array(bytes))
  }

  /// Runs a call that returns 0 or leaves a message.
  private static func check(_ path: String, _ call: (UnsafeMutablePointer<CChar>?, Int) -> Int32) throws {
    var failed = false
    let message = text { failed = call($0, $1) != 0 }
    if failed { throw DatasetError.malformed(path: path, offset: 0, problem: message) }
  }

  private static func load(for path: String) throws -> cparquet_functions {
    let library = CacheFolder.variable("APUS_CPARQUET") ?? CacheFolder.path("cparquet/libcparquet.so")
    var functions: UnsafePointer<cparquet_functions>?
    let message = text { functions = cparquet_load(library, $0, $1) }
    guard let functions else {
      throw DatasetError.libraryMissing(
        path: path, library: "Apache Arrow",
        remedy: System.isFile(library)
          ? "\(message): build it anew with: make parquet"
          : "run: make parquet, or convert the file to .jsonl")
    }
    return functions.pointee
  }

  /// What a call writes into the place for its message.
  private static func text(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Void) -> String {
    let bytes = [CChar](unsafeUninitializedCapacity: 1024) { buffer, count in
      buffer.initialize(repeating: 0)
      call(buffer.baseAddress, buffer.count)
      count = buffer.count
    }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
