/// One tensor of a file: where its bytes are and what they mean.
public struct SafetensorsEntry: Equatable, Sendable {
  /// The tensor's name, such as `blocks.0.attention.query.weight`.
  public let name: String
  /// The element type.
  public let dtype: SafetensorsDType
  /// The size of each dimension; empty for a scalar.
  public let shape: [Int]
  /// Where the elements lie, in bytes from the start of the file.
  public let byteRange: Range<Int>
}

/// The checked table of contents of a safetensors file.
///
/// Format: eight bytes little-endian header length, the header as JSON, the data
/// (https://github.com/huggingface/safetensors#format). Nothing in it is believed: each length is compared with
/// the file's size before it is used, products are overflow-checked, and the tensors must tile the data exactly.
package struct SafetensorsHeader: Sendable {
  /// A header above this is refused before it is read: 25 MB is some 200,000 tensors.
  package static let maximumLength: UInt64 = 25_000_000
  /// More dimensions than this no framework has; LibTorch and NumPy stop at 64.
  static let maximumRank = 64

  /// The tensors in the order of their data.
  package let entries: [SafetensorsEntry]
  /// The free-form `__metadata__` strings.
  package let metadata: [String: String]

  /// Reads the header of the file whose first bytes (or all) are `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the whole file, as mapped.
  ///   - path: named in errors.
  package init(parsing bytes: UnsafeRawBufferPointer, path: String) throws(SafetensorsError) {
    let fileSize = UInt64(bytes.count)
    guard fileSize >= 8 else { throw SafetensorsError(path, .truncated(needed: 8, found: fileSize)) }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= Self.maximumLength else {
      throw SafetensorsError(path, .headerTooLarge(length: length))
    }
    guard length <= fileSize - 8 else {
      throw SafetensorsError(path, .truncated(needed: 8 + length, found: fileSize))
    }
    let dataStart = 8 + length
    var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: bytes[8..<Int(dataStart)]))
    var metadata: [String: String] = [:]
    var entries: [SafetensorsEntry] = []
    do {
      try scanner.object { scanner, name in
        if name == "__metadata__" {
          try scanner.object { scanner, key in metadata[key] = try scanner.string() }
        } else {
          let raw = try RawEntry(scanning: &scanner)
          entries.append(try raw.checked(name: name, data: dataStart..<fileSize, path: path))
        }
      }
      try scanner.end()
    } catch let error as SafetensorsError {
      throw error
    } catch let failure as JSONScanner.Failure {
      throw SafetensorsError(path, .invalidJSON(offset: failure.offset, reason: failure.reason))
    } catch {
      throw SafetensorsError(path, .invalidJSON(offset: scanner.offset, reason: "\(error)"))
    }
    // Empty tensors share their start with the next one: the end decides between them.
    entries.sort {
      ($0.byteRange.lowerBound, $0.byteRange.upperBound, $0.name)
        < ($1.byteRange.lowerBound, $1.byteRange.upperBound, $1.name)
    }
    try Self.checkTiling(entries, data: Int(dataStart)..<Int(fileSize), path: path)
    self.entries = entries
    self.metadata = metadata
  }

  private static func checkTiling(
    _ entries: [SafetensorsEntry], data: Range<Int>, path: String
  ) throws(SafetensorsError) {
    var end = data.lowerBound
    for entry in entries {
      let start = entry.byteRange.lowerBound
      guard start == end else {
        let what =
          start < end ? "overlaps the tensor before it" : "leaves \(start - end) bytes unused before it"
        throw SafetensorsError(path, .layout("tensor \(quoted(entry.name)) \(what)"))
      }
      end = entry.byteRange.upperBound
    }
    guard end == data.upperBound else {
      throw SafetensorsError(
        path, .layout("\(data.upperBound - end) bytes after the last tensor belong to none"))
    }
  }
}

/// One entry as it stands in the JSON, before it is checked against the file.
private struct RawEntry {
  var dtype: String?
  var shape: [UInt64]?
  var offsets: [UInt64]?

  init(scanning scanner: inout JSONScanner) throws {
    var entry = (dtype: String?.none, shape: [UInt64]?.none, offsets: [UInt64]?.none)
    try scanner.object { scanner, key in
      switch key {
      case "dtype": entry.dtype = try scanner.string()
      case "shape": entry.shape = try Self.integers(&scanner, limit: SafetensorsHeader.maximumRank)
      case "data_offsets": entry.offsets = try Self.integers(&scanner, limit: 2)
      default: try scanner.skipValue()
      }
    }
    (dtype, shape, offsets) = entry
  }

  private static func integers(_ scanner: inout JSONScanner, limit: Int) throws -> [UInt64] {
    var values: [UInt64] = []
    try scanner.array { scanner in
      guard values.count < limit else {
        throw JSONScanner.Failure(offset: scanner.offset, reason: "more than \(limit) numbers")
      }
      values.append(try scanner.integer())
    }
    return values
  }

  /// The entry, its offsets made relative to the file. `data` is where the file's data lies.
  func checked(name: String, data: Range<UInt64>, path: String) throws(SafetensorsError) -> SafetensorsEntry {
    func invalid(_ reason: String) -> SafetensorsError {
      SafetensorsError(path, .invalidTensor(name: name, reason: reason))
    }
    guard let dtype, let shape, let offsets else {
      throw invalid("dtype, shape and data_offsets are not all there")
    }
    guard let type = SafetensorsDType(rawValue: dtype) else {
      throw invalid("the dtype \(quoted(dtype)) is unknown")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw invalid("data_offsets \(offsets) is not [begin, end]")
    }
    let room = data.upperBound - data.lowerBound
    guard offsets[1] <= room else {
      throw invalid("data_offsets \(offsets) reach beyond the file's \(room) bytes of data")
    }
    let dims = shape.compactMap { Int(exactly: $0) }
    guard dims.count == shape.count, let needed = type.byteCount(shape: dims) else {
      throw invalid("the size of \(dtype) \(shape) is not a number of bytes below 2⁶³")
    }
    guard needed == offsets[1] - offsets[0] else {
      throw invalid("\(dtype) \(shape) takes \(needed) bytes, data_offsets give \(offsets[1] - offsets[0])")
    }
    // Both fit: they are at most the size of a mapped file.
    let start = Int(data.lowerBound + offsets[0])
    return SafetensorsEntry(
      name: name, dtype: type, shape: dims, byteRange: start..<Int(data.lowerBound + offsets[1]))
  }
}
