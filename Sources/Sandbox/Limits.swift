/// How much one child, with all its descendants, may use. `nil` means no limit.
public struct Limits: Sendable, Equatable {
  /// Resident memory of the whole tree in bytes: anonymous and shared pages, not mapped files. (`RLIMIT_AS`
  /// would count LibTorch's mapped libraries: 434 MB without a tensor, gigabytes with CUDA.)
  public var residentBytes: UInt64?
  /// Wall clock from launch to end.
  public var wallClock: Duration?
  /// Processor time of any one process of the tree (`RLIMIT_CPU`); rounded up to seconds.
  public var processorTime: Duration?
  /// Processes at one time, the command included.
  public var processes: Int?
  /// Size of any one file written (`RLIMIT_FSIZE`).
  public var fileBytes: UInt64?
  /// Descriptors open in any one process (`RLIMIT_NOFILE`).
  public var openFiles: UInt64?
  /// Bytes of standard output and error kept in the log; more is counted and dropped.
  public var outputBytes: UInt64
  /// Bytes of standard output and error at which the child is killed.
  public var floodBytes: UInt64
  /// The longest line of ``ChildProcess/events`` in bytes; longer ones are dropped and counted.
  public var eventLineBytes: Int
  /// Size of `/tmp`, and again of `/dev/shm`, which live in memory.
  public var temporaryBytes: UInt64
  /// How long a child may tidy up between SIGTERM and SIGKILL.
  public var grace: Duration

  /// Room for an ordinary program: 256 processes, 1024 files, 16 MiB of log, 64 MiB of `/tmp`.
  public init(
    residentBytes: UInt64? = nil, wallClock: Duration? = nil, processorTime: Duration? = nil,
    processes: Int? = 256, fileBytes: UInt64? = nil, openFiles: UInt64? = 1024,
    outputBytes: UInt64 = 16 << 20, floodBytes: UInt64 = 1 << 30, eventLineBytes: Int = 1 << 20,
    temporaryBytes: UInt64 = 64 << 20, grace: Duration = .seconds(2)
  ) {
    self.residentBytes = residentBytes
    self.wallClock = wallClock
    self.processorTime = processorTime
    self.processes = processes
    self.fileBytes = fileBytes
    self.openFiles = openFiles
    self.outputBytes = outputBytes
    self.floodBytes = floodBytes
    self.eventLineBytes = eventLineBytes
    self.temporaryBytes = temporaryBytes
    self.grace = grace
  }
}
