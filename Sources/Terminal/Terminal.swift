#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One of the process's output streams, as the person in front of it sees it.
public struct Terminal: Sendable {
  /// The descriptor that is written to.
  public let descriptor: Int32
  /// Whether it is a terminal rather than a file or a pipe.
  public let isInteractive: Bool
  /// Whether colour may be used: a terminal, and neither NO_COLOR nor TERM=dumb set.
  public let hasColor: Bool

  /// Standard output.
  public static let output = Terminal(descriptor: STDOUT_FILENO)
  /// Standard error.
  public static let error = Terminal(descriptor: STDERR_FILENO)

  package init(descriptor: Int32) {
    self.descriptor = descriptor
    isInteractive = isatty(descriptor) == 1
    let plain = getenv("NO_COLOR") != nil || getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
    hasColor = isInteractive && !plain
  }

  /// Columns of the terminal now; 100 where there is none.
  public var columns: Int {
    var size = winsize()
    guard isInteractive, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
    return Int(size.ws_col)
  }

  /// Writes text as it is.
  public func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      #if canImport(Glibc)
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      #else
        let count = bytes.withUnsafeBytes { Darwin.write(descriptor, $0.baseAddress, $0.count) }
      #endif
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// The text in a style, where colour may be used.
  public func styled(_ text: String, _ style: Style) -> String {
    hasColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// What text can look like.
  public enum Style: String, Sendable {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }
}
