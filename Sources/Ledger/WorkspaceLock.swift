#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An advisory lock that dies with its holder, kill -9 included: flock(2) on a file of its own. The file
/// stays; removing it would let two holders lock two files of one name.
final class WorkspaceLock: Sendable {
  private let descriptor: Int32

  // How long a lock may outlive its holder: a killed process takes a moment to be torn down, and a child that
  // it was just forking holds a copy of the descriptor until it execs.
  private static let patience = (attempts: 100, microseconds: UInt32(10_000))

  /// Takes the lock, or throws after a second.
  /// - Throws: ``LedgerError/locked(path:holder:)`` when another process, or another ledger of this one, has it.
  init(path: String, ledger: String) throws(LedgerError) {
    // Closed on exec: a child that inherited it would hold the lock beyond the session's end.
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .readOnly(path: path, detail: String(cString: strerror(errno)))
    }
    var attempt = 1
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR || code == EWOULDBLOCK, attempt < Self.patience.attempts {
        attempt += 1
        usleep(Self.patience.microseconds)
        continue
      }
      let holder = Self.holder(descriptor)
      close(descriptor)
      if code == EWOULDBLOCK { throw .locked(path: ledger, holder: holder) }
      throw .storage(path: path, detail: "flock: \(String(cString: strerror(code)))")
    }
    // For the other's message only; the lock itself is the kernel's.
    let text = "\(getpid())\n"
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.utf8.count, 0) }
    self.descriptor = descriptor
  }

  deinit {
    // Closing alone would leave the lock to a copy of the descriptor.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> Int32? {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
      let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
      return Int32(
        String(decoding: buffer[..<max(0, count)].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
  }
}
