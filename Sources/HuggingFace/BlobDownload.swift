import Foundation

/// The file that a download grows in, and the hash of what is there.
///
/// A download that broke off is continued by a range; when the server sends the whole file instead, it begins
/// anew. It gets its final name only after size and hash are right.
final class BlobDownload: @unchecked Sendable {
  // Used by one exchange at a time, on that exchange's queue, and between exchanges by who started them.
  private let descriptor: Int32
  private let path: String
  private let file: HubClient.File
  private var hash: ContentHash
  private(set) var size = 0
  private let progress: @Sendable (Int) -> Void

  init(_ file: HubClient.File, path: String, progress: @escaping @Sendable (Int) -> Void) throws {
    (self.file, self.path, self.progress) = (file, path, progress)
    hash = ContentHash(expected: file.hash, size: file.size)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.writeError(path) }
    try readWhatIsThere()
  }

  deinit { close(descriptor) }

  var isComplete: Bool { size == file.size }

  /// Takes the head of an answer (with empty data) and then its body.
  func take(_ head: HTTPHead, _ data: Data) throws {
    switch head.status {
    case 200 where data.isEmpty: try restart()
    case 206 where data.isEmpty:
      // Content-Range: bytes 500-999/1000
      let start = head["content-range"]?.split(whereSeparator: { " -/".contains($0) }).dropFirst().first
      guard start.flatMap({ Int($0) }) == size else { throw BlobError.wrongRange }
    case 200, 206: try append(data)
    default: break
    }
  }

  /// Forgets what came so far.
  func restart() throws {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw Self.writeError(path)
    }
    hash = ContentHash(expected: file.hash, size: file.size)
    size = 0
    progress(0)
  }

  /// Checks size and hash, and gives the file its name.
  /// - Throws: `HubError.damaged`; the file is gone then.
  func finish(as final: String) throws {
    let found = hash.hexadecimal
    guard size == file.size, found == file.hash else {
      unlink(path)
      let problem =
        size == file.size ? "its hash is \(found), not \(file.hash)" : "\(size) bytes, not \(file.size)"
      throw HubError.damaged(path: file.path, problem: problem)
    }
    guard fsync(descriptor) == 0, rename(path, final) == 0 else { throw Self.writeError(final) }
    let folder = open((final as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { throw Self.writeError(final) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw Self.writeError(final) }
  }

  private func readWhatIsThere() throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw Self.writeError(path) }
      guard count > 0 else { break }
      buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      size += count
    }
    if size > file.size { try restart() }
  }

  private func append(_ data: Data) throws {
    guard data.count <= file.size - size else { throw BlobError.tooMuch }
    try data.withUnsafeBytes { bytes in
      var at = 0
      while at < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[at...])
        let count = write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          throw Self.writeError(path)
        }
        at += count
      }
      hash.update(bytes)
    }
    size += data.count
    progress(size)
  }

  private static func writeError(_ path: String) -> HubError {
    .cannotWrite(path: path, reason: String(cString: strerror(errno)))
  }
}

/// Answers that call for a fresh start.
enum BlobError: Error {
  /// The server sent another part than was asked for.
  case wrongRange
  /// The server sent more than the file has.
  case tooMuch
}
