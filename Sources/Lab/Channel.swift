internal import Harness

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's two lines to its parent: requests on standard input, events on descriptor 3.
final class Channel {
  private static let eventDescriptor: Int32 = 3
  /// No message is longer; more without a newline is not a message.
  private static let maximumLine = 1 << 20
  private var buffer: [UInt8] = []

  /// The next message, or nil at the end of the input.
  func receive<Message: Decodable>(_ type: Message.Type) throws -> Message? {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = buffer[..<end]
        defer { buffer.removeSubrange(...end) }
        return try Line.decode(type, from: line)
      }
      guard buffer.count < Channel.maximumLine else { throw ChannelError.lineTooLong }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = read(0, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      buffer += chunk[..<count]
    }
  }

  /// Sends an event. A parent that is gone has no use for it: the process ends.
  func send(_ event: Event) {
    guard let line = try? Line.encode(event) else { return }
    var sent = 0
    while sent < line.count {
      let count = line[sent...].withUnsafeBytes { write(Channel.eventDescriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { exit(ExitCode.parentGone) }
      sent += count
    }
  }
}

enum ChannelError: Error, CustomStringConvertible {
  case lineTooLong

  var description: String { "a message on standard input is longer than a message can be" }
}

/// How the process ends when it does not end well.
enum ExitCode {
  /// The request could not be read: the program was started by hand.
  static let usage: Int32 = 64
  /// The harness reported a failure on the event line.
  static let failed: Int32 = 70
  static let parentGone: Int32 = 71
}

/// Reports why the harness cannot go on, and ends the process.
func fail(_ message: String, on channel: Channel) -> Never {
  channel.send(.failed(message: message))
  exit(ExitCode.failed)
}
