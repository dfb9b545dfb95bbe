import CZlib
import Files

/// Unpacks gzip files (RFC 1952), of which `.dict.dz` is one with an index in its header.
enum Gzip {
  /// No dictionary is near this; a small file that unpacks to more is an attack or an accident.
  static let limit = 1 << 30

  /// The whole text of a gzip file; zlib checks its length and CRC-32.
  static func unpack(_ file: MappedFile) throws -> [UInt8] {
    func error(_ problem: String, at offset: Int) -> DatasetError {
      .malformed(path: file.path, offset: offset, problem: problem)
    }
    var stream = z_stream()
    // 16 + 15: a gzip header, and the largest window.
    guard inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw error("zlib could not start", at: 0)
    }
    defer { inflateEnd(&stream) }
    guard let start = file.bytes.bindMemory(to: UInt8.self).baseAddress,
      let length = UInt32(exactly: file.bytes.count)
    else { throw error("empty, or larger than 4 GiB", at: 0) }
    // zlib only reads from it; the pointer lacks `const` for the sake of old compilers.
    stream.next_in = UnsafeMutablePointer(mutating: start)
    stream.avail_in = length

    var text: [UInt8] = []
    let piece = 1 << 20
    var status = Z_OK
    while status == Z_OK {
      guard text.count <= limit else {
        throw error("it unpacks to more than \(limit) bytes", at: Int(stream.total_in))
      }
      let chunk = [UInt8](unsafeUninitializedCapacity: piece) { buffer, count in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(piece)
        status = inflate(&stream, Z_NO_FLUSH)
        count = piece - Int(stream.avail_out)
      }
      text.append(contentsOf: chunk)
    }
    guard status == Z_STREAM_END else {
      let problem = status == Z_BUF_ERROR ? "the file is truncated" : "the compressed data is damaged"
      throw error(problem, at: Int(stream.total_in))
    }
    return text
  }
}
