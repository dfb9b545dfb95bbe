import Synchronization

/// Lines on their way from a child's monitor to whoever reads them, bounded in bytes: while it is full the
/// monitor does not read, so a child that floods waits on its own pipe.
final class EventQueue: Sendable {
  private struct State {
    var lines: [String] = []
    var next = 0
    var bytes = 0
    var finished = false
    var abandoned = false
    var waiters: [CheckedContinuation<String?, Never>] = []
  }

  /// Bytes beyond which the queue is full.
  static let capacity = 1 << 20
  // What a line costs besides its bytes, so that empty lines fill the queue too.
  private static let overhead = 32

  private let state = Mutex(State())
  private let onRoom: @Sendable () -> Void

  /// `onRoom` is called when a full queue has room again.
  init(onRoom: @escaping @Sendable () -> Void) { self.onRoom = onRoom }

  var hasRoom: Bool { state.withLock { $0.bytes < Self.capacity } }

  func push(_ line: String) {
    let waiter = state.withLock { state -> CheckedContinuation<String?, Never>? in
      guard !state.abandoned else { return nil }
      if !state.waiters.isEmpty { return state.waiters.removeFirst() }
      state.lines.append(line)
      state.bytes += line.utf8.count + Self.overhead
      return nil
    }
    waiter?.resume(returning: line)
  }

  /// No line follows.
  func finish() {
    let waiters = state.withLock { state in
      state.finished = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume(returning: nil) }
  }

  /// Nobody reads any more: what comes is dropped.
  func abandon() {
    state.withLock { state in
      state.abandoned = true
      state.lines = []
      state.next = 0
      state.bytes = 0
    }
    finish()
    onRoom()
  }

  /// The next line; `nil` at the end.
  func next() async -> String? {
    await withCheckedContinuation { continuation in
      var madeRoom = false
      let now = state.withLock { state -> String?? in
        if state.next < state.lines.count {
          let line = state.lines[state.next]
          state.next += 1
          let wasFull = state.bytes >= Self.capacity
          state.bytes -= line.utf8.count + Self.overhead
          madeRoom = wasFull && state.bytes < Self.capacity
          if state.next == state.lines.count {
            state.lines.removeAll(keepingCapacity: true)
            state.next = 0
          } else if state.next > 1024, state.next > state.lines.count / 2 {
            state.lines.removeFirst(state.next)
            state.next = 0
          }
          return .some(line)
        }
        if state.finished { return .some(nil) }
        state.waiters.append(continuation)
        return nil
      }
      if let line = now { continuation.resume(returning: line) }
      if madeRoom { onRoom() }
    }
  }
}
