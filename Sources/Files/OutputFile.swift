#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A new file that is being written; closed with the object.
package final class OutputFile {
  private let descriptor: Int32
  private let path: String

  /// - Throws: `FileError.cannotWrite`, as all that follows.
  package init(_ path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    self.path = path
    guard descriptor >= 0 else { throw System.writeError(path, errno) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Writes all bytes, however many calls that takes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw System.writeError(path, errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Writes all bytes of an array.
  package func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try append($0) }
  }

  /// The next bytes replace the first.
  package func rewind() throws {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw System.writeError(path, errno) }
  }

  /// Asks the disk to keep what was written.
  package func synchronize() throws {
    guard fsync(descriptor) == 0 else { throw System.writeError(path, errno) }
  }
}
