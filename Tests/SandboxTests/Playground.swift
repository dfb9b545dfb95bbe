import Foundation
import Sandbox
import Testing

/// A folder for one test, gone with the last reference, and short ways to run a child.
final class Playground: Sendable {
  let folder: String

  init() throws {
    var base = NSTemporaryDirectory()
    while base.count > 1, base.hasSuffix("/") { base.removeLast() }
    folder = base + "/sandbox-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A shell script as a confinement.
  static func shell(_ script: String, limits: Limits = Limits(wallClock: .seconds(20), grace: .zero))
    -> Confinement
  {
    Confinement(
      executable: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"], limits: limits
    )
  }

  /// A Python program as a confinement.
  static func python(_ program: String, limits: Limits = Limits(wallClock: .seconds(20), grace: .zero))
    -> Confinement
  {
    Confinement(
      executable: "/usr/bin/python3", arguments: ["-S", "-c", program],
      environment: ["PATH": "/usr/bin:/bin"],
      limits: limits)
  }

  static let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  /// Processes whose command line holds `mark`.
  static func processes(marked mark: String) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { pid in
      guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
      return line.split(separator: 0).contains { $0.elementsEqual(mark.utf8) }
    }
  }

  /// A number of seconds that no other test sleeps for.
  static func mark() -> String { "3\(Int.random(in: 100_000_000..<1_000_000_000))" }

  static func descriptors() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }
}

/// The sandboxes that a test can be run in here.
enum Levels {
  /// The confined one, where a real probe found that it holds.
  static let confined: Sandbox? = {
    final class Found: @unchecked Sendable { var sandbox: Sandbox? }
    let found = Found()
    let done = DispatchSemaphore(value: 0)
    // Swift Testing asks for its conditions before the tests run, so nothing else waits here.
    Thread.detachNewThread {
      Task {
        found.sandbox = try? await Sandbox.strongest()
        done.signal()
      }
    }
    done.wait()
    return found.sandbox
  }()

  /// Both, or limits only.
  static let all: [Sandbox] = [confined, .unconfined].compactMap { $0 }
}

extension Trait where Self == ConditionTrait {
  /// Skips where namespaces cannot be had, with a line that says so.
  static var confined: Self {
    .enabled(if: Levels.confined != nil, "no sandbox holds on this machine; `apus doctor` says why")
  }

  static var python: Self {
    .enabled(if: Playground.hasPython, "needs /usr/bin/python3 (apt install python3-minimal)")
  }
}

extension Sandbox {
  func run(_ confinement: Confinement) async throws -> ExitReport { try await launch(confinement).wait() }
}
