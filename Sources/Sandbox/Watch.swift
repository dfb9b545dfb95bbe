#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Looks at a tree of processes: often at first, as a short child is soon gone, then every 0.1 s.
struct Watch {
  /// When the next look is due.
  private(set) var due = ContinuousClock.now + .milliseconds(5)
  private(set) var last = TreeSample()
  /// The most resident bytes of any look.
  private(set) var peak: UInt64 = 0
  /// Processor times only grow, but a process that nobody waits for takes its own along.
  private(set) var userTime = Duration.zero
  private(set) var systemTime = Duration.zero

  private var interval = Duration.milliseconds(5)

  var isDue: Bool { due <= .now }

  mutating func look(at root: pid_t, overhead: Set<pid_t>, limits: Limits) {
    last = ProcessTree.sample(
      of: root, overhead: overhead, limit: limits.residentBytes, most: limits.processes)
    peak = max(peak, last.residentBytes)
    userTime = max(userTime, last.userTime)
    systemTime = max(systemTime, last.systemTime)
    interval = min(interval * 2, .milliseconds(100))
    due = .now + interval
  }
}
