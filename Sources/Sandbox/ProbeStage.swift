#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the probe's child is tempted with: a secret, a place to write, a port of the host. Gone with the
/// last reference.
final class ProbeStage: Sendable {
  /// A word that only this probe knows.
  let mark: String
  let port: UInt16
  private let folder: String
  private let listener: Descriptor

  var secretPath: String { folder + "/secret" }
  var outsidePath: String { folder + "/outside" }
  var readOnlyFolder: String { folder + "/readonly" }

  init() throws(SandboxError) {
    let mark = String(UInt64.random(in: .min ... .max), radix: 36) + "probe"
    // Beside the temporary folder rather than in it would be no better: the sandbox's /tmp is its own.
    var template = Array("/tmp/apus-probe-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Self.failure("a folder in /tmp") }
    let folder = String(cString: made)
    guard mkdir(folder + "/readonly", 0o755) == 0 else { throw Self.failure(folder) }
    let secret = Descriptor(open(folder + "/secret", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
    guard secret.isOpen, systemWrite(secret.number, mark, mark.utf8.count) == mark.utf8.count else {
      throw Self.failure(folder)
    }
    (listener, port) = try Self.listen()
    self.mark = mark
    self.folder = folder
  }

  deinit {
    for path in [secretPath, outsidePath, readOnlyFolder + "/written"] { unlink(path) }
    rmdir(readOnlyFolder)
    rmdir(folder)
  }

  /// Whether somebody connected to the port.
  func wasConnected() -> Bool { Descriptor(accept(listener.number, nil, nil)).isOpen }

  /// Processes that carry the mark in their environment.
  func marked() -> [pid_t] {
    let wanted = Array("PROBE_MARK=\(mark)".utf8)
    return FileSystem.entries("/proc").compactMap(pid_t.init).filter { pid in
      FileSystem.read("/proc/\(pid)/environ")?.split(separator: 0).contains { $0.elementsEqual(wanted) }
        ?? false
    }
  }

  /// A process's name and start in clock ticks since boot, from its `/proc/PID/stat`, proc(5).
  static func identity(in stat: [UInt8]) -> String? {
    guard let open = stat.firstIndex(of: UInt8(ascii: "(")),
      let close = stat.lastIndex(of: UInt8(ascii: ")")),
      open < close
    else { return nil }
    // The state, field 3, is the first after the name; the start is field 22.
    let fields = stat[(close + 1)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 19 else { return nil }
    return String(decoding: stat[open...close] + fields[19], as: UTF8.self)
  }

  /// A listener on a free port of the loopback interface.
  private static func listen() throws(SandboxError) -> (Descriptor, UInt16) {
    #if canImport(Glibc)
      let type = Int32(SOCK_STREAM.rawValue)
    #else
      let type = SOCK_STREAM
    #endif
    let listener = Descriptor(socket(AF_INET, type, 0))
    guard listener.isOpen else { throw failure("a socket") }
    _ = fcntl(listener.number, F_SETFD, FD_CLOEXEC)
    listener.makeNonBlocking()
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener.number, generic, length) == 0 && systemListen(listener.number) == 0
          && getsockname(listener.number, generic, &length) == 0
      }
    }
    guard bound else { throw failure("a port of 127.0.0.1") }
    return (listener, UInt16(bigEndian: address.sin_port))
  }

  private static func failure(_ what: String) -> SandboxError {
    .launch(executable: "the sandbox probe", step: what, code: errno)
  }
}

private func systemListen(_ fd: Int32) -> Int32 { listen(fd, 8) }
