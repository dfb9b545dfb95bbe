import CSandbox

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The owner of one file descriptor: closed when it goes, so that no path leaks one.
final class Descriptor: @unchecked Sendable {
  // Changed by `close` alone, which only the owning thread calls.
  private(set) var number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close() }

  var isOpen: Bool { number >= 0 }

  func close() {
    guard isOpen else { return }
    // Linux releases the descriptor even when close reports EINTR; a second call could close a stranger's.
    #if canImport(Darwin)
      Darwin.close(number)
    #elseif canImport(Musl)
      Musl.close(number)
    #else
      Glibc.close(number)
    #endif
    number = -1
  }

  /// Reads and writes return at once from now on.
  func makeNonBlocking() {
    let flags = fcntl(number, F_GETFL)
    _ = fcntl(number, F_SETFL, flags | O_NONBLOCK)
  }
}

/// A pipe; both ends close on exec.
struct Pipe {
  let readEnd: Descriptor
  let writeEnd: Descriptor

  init() throws(SandboxError) {
    var ends: [Int32] = [-1, -1]
    guard csandbox_pipe(&ends) == 0 else {
      throw .launch(executable: "a child", step: "pipe", code: errno)
    }
    readEnd = Descriptor(ends[0])
    writeEnd = Descriptor(ends[1])
  }
}
