#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Whole files, read with a limit and written so that they are either old or new after a crash.
enum DurableFile {
  /// Reads a regular file.
  /// - Throws: `TokenizerError.file`, or `TokenizerError.malformedFile` when it is larger than `limit` bytes.
  static func read(_ path: String, limit: Int) throws(TokenizerError) -> [UInt8] {
    // Without O_NONBLOCK a pipe of this name would make us wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, "open it") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, "read it") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .file(path: path, operation: "read it", reason: "it is not a regular file")
    }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw .malformedFile(path: path, reason: "it has \(size) bytes, above the limit of \(limit)")
    }
    var bytes = [UInt8](repeating: 0, count: size)
    var position = 0
    while position < size {
      let count = bytes.withUnsafeMutableBytes { buffer in
        sys.read(descriptor, buffer.baseAddress.map { $0 + position }, size - position)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "read it") }
      guard count > 0 else { throw .malformedFile(path: path, reason: "it became shorter while it was read") }
      position += count
    }
    return bytes
  }

  /// Writes a file: a temporary one in the same folder, flushed, then renamed, then the folder flushed.
  /// - Throws: `TokenizerError.file`; what stood at `path` before is then untouched.
  static func write(_ bytes: [UInt8], to path: String) throws(TokenizerError) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path, "write it") }
    var error = writeAll(bytes, to: descriptor, path)
    if close(descriptor) != 0 { error = error ?? failure(path, "write it") }
    if error == nil, rename(temporary, path) != 0 { error = failure(path, "write it") }
    if let error {
      unlink(temporary)
      throw error
    }
    try synchronizeFolder(of: path)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: String) -> TokenizerError? {
    var position = 0
    while position < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        sys.write(descriptor, buffer.baseAddress.map { $0 + position }, bytes.count - position)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return failure(path, "write it") }
      position += count
    }
    return fsync(descriptor) == 0 ? nil : failure(path, "write it")
  }

  private static func synchronizeFolder(of path: String) throws(TokenizerError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder, "flush it") }
    defer { close(descriptor) }
    // Some file systems have no flush for folders, and say so by EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(folder, "flush it") }
  }

  private static func failure(_ path: String, _ operation: String) -> TokenizerError {
    .file(path: path, operation: operation, reason: String(cString: strerror(errno)))
  }
}

/// The system's calls of these names, which the functions above would hide.
private enum sys {
  static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, buffer, count)
    #else
      Glibc.read(descriptor, buffer, count)
    #endif
  }

  static func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, buffer, count)
    #else
      Glibc.write(descriptor, buffer, count)
    #endif
  }
}
