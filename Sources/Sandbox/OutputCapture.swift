#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A child's standard output and error: a log of bounded size and the last lines in memory.
struct OutputCapture {
  /// Bytes that the child wrote.
  private(set) var total: UInt64 = 0
  /// Whether the log misses some of them.
  private(set) var truncated = false

  private static let tailBytes = 16 << 10
  private static let tailLines = 64

  private let log: Descriptor?
  private let limit: UInt64
  private var kept: UInt64 = 0
  private var recent: [UInt8] = []

  /// Creates the log, or empties the one that is there. A symbolic link is refused: the folder may be one
  /// that an earlier child could write.
  init(path: String?, limit: UInt64) throws(SandboxError) {
    self.limit = limit
    guard let path else {
      log = nil
      return
    }
    let file = Descriptor(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644))
    guard file.isOpen else {
      throw .invalid("log \(path): \(FileSystem.message(of: errno)); choose a folder that can be written")
    }
    log = file
  }

  mutating func feed(_ bytes: ArraySlice<UInt8>) {
    total += UInt64(bytes.count)
    recent.append(contentsOf: bytes)
    if recent.count > 2 * Self.tailBytes { recent.removeFirst(recent.count - Self.tailBytes) }
    guard let log, !truncated else { return }
    let allowed = bytes.prefix(Int(clamping: limit - kept))
    if allowed.count < bytes.count { truncated = true }
    // A full disk costs the log, not the experiment.
    if !Self.write(allowed, to: log) { truncated = true }
    kept += UInt64(allowed.count)
  }

  /// The last lines, without control characters that could steer a terminal.
  var tail: [String] {
    let lines = recent.suffix(Self.tailBytes).split(separator: UInt8(ascii: "\n"))
    return lines.suffix(Self.tailLines).map { line in
      let scalars = String(decoding: line, as: UTF8.self).unicodeScalars
      return String(
        String.UnicodeScalarView(scalars.filter { $0.properties.generalCategory != .control || $0 == "\t" }))
    }
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to file: Descriptor) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = retrying {
          systemWrite(file.number, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        }
        if count <= 0 { return false }
        done += count
      }
      return true
    }
  }
}

func systemWrite(_ fd: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int { write(fd, buffer, count) }
