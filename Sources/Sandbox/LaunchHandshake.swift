import Dispatch
import Synchronization

/// How a launching thread learns what became of the child that the monitor's thread started.
final class LaunchHandshake: Sendable {
  private let outcome = Mutex<Result<Int32, SandboxError>?>(nil)
  private let ready = DispatchSemaphore(value: 0)

  func answer(_ result: Result<Int32, SandboxError>) {
    outcome.withLock { $0 = result }
    ready.signal()
  }

  /// Blocks until the monitor has answered.
  func wait() throws(SandboxError) -> Int32 {
    ready.wait()
    return try outcome.withLock { $0 ?? .failure(.unavailable("the launch gave no answer")) }.get()
  }
}
