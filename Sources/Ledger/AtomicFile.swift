#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that must survive: after a crash at any moment there is the old content or the new, never a part.
public enum AtomicFile {
  /// Replaces the file at `path`: a temporary name in the same folder, fsync, rename, fsync of the folder.
  /// - Throws: ``LedgerError/full(path:)``, ``LedgerError/readOnly(path:detail:)`` or
  ///   ``LedgerError/storage(path:detail:)``; the old file is then untouched.
  public static func write(_ text: String, to path: String) throws(LedgerError) {
    try write(Array(text.utf8), to: path)
  }

  /// The same for bytes.
  public static func write(_ bytes: [UInt8], to path: String) throws(LedgerError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    var template = Array("\(path).XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw failure(path) }
    let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    do throws(LedgerError) {
      try fill(file, with: bytes, path)
      guard rename(temporary, path) == 0 else { throw failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    // The rename itself is durable once its folder is.
    let parent = open(folder, O_RDONLY | O_CLOEXEC)
    guard parent >= 0 else { throw failure(folder) }
    defer { close(parent) }
    guard fsync(parent) == 0 || errno == EINVAL else { throw failure(folder) }
  }

  private static func fill(_ file: Int32, with bytes: [UInt8], _ path: String) throws(LedgerError) {
    var code: Int32 = 0
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, code == 0 {
        let count = systemWrite(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if count > 0 { done += count } else if errno != EINTR { code = errno }
      }
    }
    // mkstemp makes a private file; this one replaces an ordinary one.
    if code == 0, fchmod(file, 0o644) != 0 || fsync(file) != 0 { code = errno }
    // On a network file system the last error may come here.
    if close(file) != 0, code == 0, errno != EINTR { code = errno }
    if code != 0 { throw failure(path, code) }
  }

  private static func failure(_ path: String, _ code: Int32 = errno) -> LedgerError {
    let detail = String(cString: strerror(code))
    return switch code {
    case ENOSPC, EDQUOT: .full(path: path)
    case EACCES, EROFS, EPERM: .readOnly(path: path, detail: detail)
    default: .storage(path: path, detail: detail)
    }
  }
}

private func systemWrite(_ fd: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(fd, buffer, count)
}
