#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes a file that is either complete or not there: a temporary name in the same folder, `fsync`, `rename`,
/// `fsync` of the folder.
struct AtomicFile: ~Copyable {
  private let path: String
  private let temporary: String
  private let file: CInt
  private var isCommitted = false

  init(path: String) throws(SafetensorsError) {
    let (folder, name) = Self.split(path)
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    self.path = path
    temporary = "\(folder)/.\(name).\(unique).partial"
    file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .system(path, "create") }
  }

  deinit {
    close(file)
    if !isCommitted { unlink(temporary) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(SafetensorsError) {
    var rest = bytes
    while let start = rest.baseAddress, rest.count > 0 {
      // Linux writes at most 2 GiB a call, Darwin refuses more.
      let written = systemWrite(file, start, min(rest.count, 1 << 30))
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw .system(path, "write") }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Puts the file in its place. Without this call it vanishes.
  mutating func commit() throws(SafetensorsError) {
    guard fsync(file) == 0 else { throw .system(path, "sync") }
    guard rename(temporary, path) == 0 else { throw .system(path, "put in place") }
    isCommitted = true
    let folder = open(Self.split(path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .system(path, "open the folder of") }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw .system(path, "sync the folder of") }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }
}

private func systemWrite(_ file: CInt, _ start: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, start, count)
}
