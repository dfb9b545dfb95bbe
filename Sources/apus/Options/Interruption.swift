import Dispatch
import Foundation
import Terminal

/// Ctrl-C and SIGTERM as cancellation of the work under way.
enum Interruption {
  /// Runs the work; false when it was interrupted and has ended cleanly. A second signal ends the process at once.
  static func guarding(_ work: @escaping @Sendable () async throws -> Void) async throws -> Bool {
    let task = Task { try await work() }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if task.isCancelled { _exit(130) }
        Terminal.error.write("\nstopping; once more ends at once\n")
        task.cancel()
      }
      source.resume()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
    do {
      try await task.value
      return true
    } catch  where task.isCancelled {
      return false
    }
  }
}
