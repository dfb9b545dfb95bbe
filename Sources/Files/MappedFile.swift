#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file, mapped into memory to be read.
///
/// The bytes stay valid as long as the object lives. A file that shrinks while it is mapped makes the system
/// end the process (SIGBUS), as with every mapped file; token shards are never written in place.
package final class MappedFile: Sendable {
  package let path: String
  /// The whole file. Whoever keeps these bytes must keep the object.
  // Safe to share: the mapping is read-only and lives exactly as long as this object.
  nonisolated(unsafe) package let bytes: UnsafeRawBufferPointer

  /// - Throws: `FileError.cannotRead`.
  package init(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError.cannotRead(path: path, reason: System.message(errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError.cannotRead(path: path, reason: System.message(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError.cannotRead(path: path, reason: "it is not a regular file")
    }
    let size = Int(status.st_size)
    self.path = path
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw FileError.cannotRead(path: path, reason: System.message(errno))
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  /// Lends a file's bytes for one call.
  package static func read<T>(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
    let file = try MappedFile(path)
    return try withExtendedLifetime(file) { try body(file.bytes) }
  }

  /// Where text begins: after a byte order mark of UTF-8, if there is one.
  package var textStart: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}
