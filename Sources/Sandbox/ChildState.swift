import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a child's handle and its monitor thread share.
final class ChildState: Sendable {
  struct Shared {
    /// Standard input not yet written.
    var input: [UInt8] = []
    var closesInput = false
    var inputIsOpen: Bool
    var inputWaiters: [CheckedContinuation<Void, Never>] = []
    /// Set by the handle, obeyed by the monitor.
    var isCancelled = false
    var deadline: Deadline?
    var tail: [String] = []
    var report: ExitReport?
    var waiters: [CheckedContinuation<ExitReport, Never>] = []
  }

  /// The moment at which a child is killed, and the limit that is then named.
  struct Deadline {
    var at: ContinuousClock.Instant
    var limit: Duration
  }

  /// Input that may wait in memory.
  static let inputCapacity = 1 << 20

  let shared: Mutex<Shared>
  private let wake: Pipe

  init(input: Confinement.Input) throws(SandboxError) {
    shared = Mutex(Shared(inputIsOpen: input == .pipe))
    wake = try Pipe()
    wake.readEnd.makeNonBlocking()
    wake.writeEnd.makeNonBlocking()
  }

  var wakeDescriptor: Int32 { wake.readEnd.number }

  /// Makes the monitor look at the shared state. A full pipe already says so.
  func wakeMonitor() {
    var byte: UInt8 = 0
    _ = systemWrite(wake.writeEnd.number, &byte, 1)
  }

  func drainWakes() {
    var buffer: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &buffer) { bytes in
      while systemRead(wake.readEnd.number, bytes.baseAddress, bytes.count) > 0 {}
    }
  }

  func cancel() {
    shared.withLock { $0.isCancelled = true }
    wakeMonitor()
  }

  /// The child no longer reads: what waits is dropped and writers are told.
  func endInput() {
    let waiters = shared.withLock { shared in
      shared.inputIsOpen = false
      shared.input = []
      defer { shared.inputWaiters = [] }
      return shared.inputWaiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func finish(_ report: ExitReport) {
    endInput()
    let waiters = shared.withLock { shared in
      shared.report = report
      shared.tail = report.tail
      defer { shared.waiters = [] }
      return shared.waiters
    }
    for waiter in waiters { waiter.resume(returning: report) }
  }
}
