#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file's bytes in memory, loaded page by page as they are read.
///
/// The mapping is private and writable: a tensor that lies in it may be changed in place, and the file stays
/// as it is. The file must not be cut short while it is mapped; writers here replace files by renaming.
package final class MappedFile: @unchecked Sendable {
  // Unchecked: the pointer never changes, and who writes through it owns the synchronisation as with any tensor.
  private let base: UnsafeMutableRawPointer?
  private let count: Int

  package init(path: String) throws(SafetensorsError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .system(path, "open") }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .system(path, "examine") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SafetensorsError(path, .system(operation: "open", reason: "it is not a regular file"))
    }
    count = Int(status.st_size)
    guard count > 0 else {
      base = nil  // mmap refuses a length of 0.
      return
    }
    let address = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0)
    guard let address, address != MAP_FAILED else { throw .system(path, "map") }
    base = address
  }

  deinit {
    if let base { munmap(base, count) }
  }

  /// All bytes; valid as long as this object lives.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base, count: base == nil ? 0 : count)
  }
}
