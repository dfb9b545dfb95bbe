/// Why a child is no longer there.
public enum ExitReason: Sendable, Equatable, Codable, CustomStringConvertible {
  /// It ended by itself.
  case exited(code: Int32)
  /// A signal that this room did not send. Under bubblewrap a code of 129 to 192 is read as a signal, as
  /// shells do: the two cannot be told apart there.
  case signalled(Int32)
  /// The wall clock ran out.
  case wallClock(limit: Duration)
  /// The tree held more resident memory than allowed; the bytes seen.
  case memory(bytes: UInt64)
  /// The tree had more processes than allowed; the number seen.
  case processes(count: Int)
  /// It wrote more to standard output and error than a log can need; the bytes seen.
  case outputFlood(bytes: UInt64)
  /// The lab asked for its end.
  case cancelled
  /// The sandbox could not be set up, the program could not be executed, or its status was lost; in a line.
  case sandboxFailed(String)

  /// Whether the child ended by itself with code 0.
  public var isSuccess: Bool { self == .exited(code: 0) }

  /// One line for a person.
  public var description: String {
    switch self {
    case .exited(let code): "exited with code \(code)"
    case .signalled(let number): "ended by signal \(number)"
    case .wallClock(let limit): "killed: still running after \(limit)"
    case .memory(let bytes): "killed: held \(bytes >> 20) MiB of memory"
    case .processes(let count): "killed: had \(count) processes"
    case .outputFlood(let bytes): "killed: wrote \(bytes >> 20) MiB of output"
    case .cancelled: "cancelled"
    case .sandboxFailed(let why): "the sandbox failed: \(why)"
    }
  }
}

/// What a child did and used, known once it and all its descendants are gone.
public struct ExitReport: Sendable, Equatable, Codable {
  /// Why it ended.
  public var reason: ExitReason
  /// From launch to the end of the last process.
  public var wall: Duration
  /// Processor time in user code, of the whole tree. Within namespaces it is sampled, so up to one sample
  /// (0.1 s) is missing at the end.
  public var userTime: Duration
  /// Processor time in the kernel, with the same limit.
  public var systemTime: Duration
  /// The most resident memory that a sample saw, in bytes; 0 for a child that ended before the first.
  public var peakResidentBytes: UInt64
  /// Bytes written to standard output and error, kept or not.
  public var outputBytes: UInt64
  /// Whether the log misses some of them: the limit was reached, or the disk was full.
  public var outputTruncated: Bool
  /// Event lines that were dropped: too long, or cut off by the end of the child.
  public var droppedEvents: Int
  /// The last lines of standard output and error.
  public var tail: [String]
}
