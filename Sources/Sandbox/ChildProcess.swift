/// A running child. When the last reference to it goes, the child and all its descendants are killed.
public final class ChildProcess: Sendable {
  /// The number of the process that the lab started: the sandbox or the supervisor around the command.
  public let processID: Int32
  /// The level at which the child runs.
  public let level: SandboxLevel
  /// Complete lines that the child writes to descriptor 3, until the last process that holds it ends. To be
  /// read by one task; a child whose lines nobody reads waits once 1 MiB of them is held.
  public let events: AsyncStream<String>

  private let state: ChildState

  init(processID: Int32, level: SandboxLevel, events: EventQueue, state: ChildState) {
    self.processID = processID
    self.level = level
    self.events = AsyncStream(unfolding: { await events.next() }, onCancel: { events.abandon() })
    self.state = state
  }

  deinit { state.cancel() }

  /// The last lines of standard output and error so far.
  public var tail: [String] { state.shared.withLock { $0.tail } }

  /// Hands bytes to the child's standard input; suspends while more than 1 MiB waits.
  /// - Throws: ``SandboxError/inputClosed`` when the child no longer reads or has no input pipe. Under
  ///   bubblewrap, which holds the pipe too, that shows only at the child's end.
  public func writeToInput(_ bytes: some Sequence<UInt8>) async throws(SandboxError) {
    let accepted = state.shared.withLock { shared in
      guard shared.inputIsOpen, !shared.closesInput else { return false }
      shared.input.append(contentsOf: bytes)
      return true
    }
    guard accepted else { throw .inputClosed }
    state.wakeMonitor()
    await withCheckedContinuation { continuation in
      let waits = state.shared.withLock { shared in
        guard shared.inputIsOpen, shared.input.count > ChildState.inputCapacity else { return false }
        shared.inputWaiters.append(continuation)
        return true
      }
      if !waits { continuation.resume() }
    }
  }

  /// Ends standard input once all that was handed over is written.
  public func closeInput() {
    state.shared.withLock { $0.closesInput = true }
    state.wakeMonitor()
  }

  /// Replaces the wall-clock limit: from now on the child has `duration`. For a runner whose clock starts
  /// with the first line of training code.
  public func limitWallClock(to duration: Duration) {
    state.shared.withLock { $0.deadline = .init(at: .now + duration, limit: duration) }
    state.wakeMonitor()
  }

  /// Asks the whole tree to end: SIGTERM, and SIGKILL after the grace. ``wait()`` then says `cancelled`.
  public func cancel() { state.cancel() }

  /// Waits until the child and every descendant are gone. Cancelling the waiting task cancels the child, and
  /// the report still comes.
  public func wait() async -> ExitReport {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let report = state.shared.withLock { shared in
          if shared.report == nil { shared.waiters.append(continuation) }
          return shared.report
        }
        if let report { continuation.resume(returning: report) }
      }
    } onCancel: {
      state.cancel()
    }
  }
}
