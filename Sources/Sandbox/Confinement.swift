/// What one child process is given. Everything that is not listed here it does not get.
public struct Confinement: Sendable, Equatable {
  /// What the child's standard input is.
  public enum Input: Sendable, Equatable {
    /// `/dev/null`.
    case none
    /// A pipe that ``ChildProcess/writeToInput(_:)`` fills.
    case pipe
  }

  /// What the child can reach beyond its own machine view.
  public enum Network: Sendable, Equatable {
    /// A loopback interface of its own and nothing else.
    case none
    /// The parent's network. For coding agents, never for experiments.
    case host
  }

  /// Absolute path of the program.
  public var executable: String
  /// The arguments after the program's name.
  public var arguments: [String]
  /// The whole environment: nothing of the parent's is added. (A sandbox may set `PWD`.)
  public var environment: [String: String]
  /// Where the child starts; must lie under a readable or writable path.
  public var workingDirectory: String
  /// Files and folders that the child can read and execute, seen under their own names.
  public var readOnlyPaths: [String]
  /// Files and folders that the child can change. A path below a read-only one wins over it, and the reverse.
  public var writablePaths: [String]
  /// Device nodes such as `/dev/nvidia0`; none unless asked.
  public var devices: [String]
  /// The network that the child sees.
  public var network: Network
  /// The child's standard input.
  public var input: Input
  /// Whether descriptor 3 is a pipe whose lines become ``ChildProcess/events``.
  public var reportsEvents: Bool
  /// Where standard output and error are written together; `nil` keeps only the last lines in memory.
  public var logPath: String?
  /// Further descriptors: the number the child sees (4 to 15) and the parent's own, which stays the parent's
  /// to close.
  public var descriptors: [Int32: Int32]
  /// How much the child may use.
  public var limits: Limits

  /// A child with the system's programs and libraries to read, and nothing to write.
  public init(
    executable: String, arguments: [String] = [], environment: [String: String] = [:],
    workingDirectory: String = "/", readOnlyPaths: [String] = Confinement.systemPaths,
    writablePaths: [String] = [], devices: [String] = [], network: Network = .none, input: Input = .none,
    reportsEvents: Bool = false, logPath: String? = nil, descriptors: [Int32: Int32] = [:],
    limits: Limits = Limits()
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.readOnlyPaths = readOnlyPaths
    self.writablePaths = writablePaths
    self.devices = devices
    self.network = network
    self.input = input
    self.reportsEvents = reportsEvents
    self.logPath = logPath
    self.descriptors = descriptors
    self.limits = limits
  }

  /// What a program of the distribution needs to start: its libraries, the loader's cache, and the processor
  /// topology that thread pools read. No home, no configuration, no secrets.
  public static let systemPaths: [String] = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives",
    "/sys/devices/system/cpu", "/sys/devices/system/node",
  ].filter(FileSystem.exists)
}
