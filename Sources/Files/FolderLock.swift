#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps two processes from making the same folder at once.
///
/// The lock is `flock` on a file beside the folder; the system drops it when the process dies, however it
/// dies. The file itself stays: removing it would let two waiters lock two different files of one name.
package final class FolderLock {
  private let descriptor: Int32

  /// Waits until no other process holds the lock.
  package init(path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw System.writeError(path, errno) }
    while flock(descriptor, LOCK_EX) != 0 {
      if errno == EINTR { continue }
      // Some network file systems know no locks. Then two makers may work at once, and the second rename
      // finds the first one's folder: wasted work, never a broken folder.
      break
    }
  }

  deinit { close(descriptor) }
}
