import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// How a child process ended, and what it said.
struct ChildReport: Equatable, Sendable {
  /// How it ended.
  enum End: Equatable, Sendable {
    case exited(Int32)
    case signaled(Int32)
    case timedOut
    case notStarted(String)
  }

  var end: End
  var output = ""
  var errors = ""

  var succeeded: Bool { end == .exited(0) }

  /// The first line that says anything, of the output, else of the errors.
  var firstLine: String? {
    (output + "\n" + errors).split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
      .map(String.init)
  }

  /// Why it did not succeed, in words.
  var complaint: String {
    switch end {
    case .exited(let code): "ended with status \(code)" + (firstLine.map { ": \($0)" } ?? "")
    case .signaled(let signal): "was killed by signal \(signal)"
    case .timedOut: "gave no answer in time"
    case .notStarted(let reason): "could not be started: \(reason)"
    }
  }

  /// Runs a command to its end. It is killed when it takes longer than `patience`.
  /// - Parameter command: The executable, a path or a name on PATH, and its arguments.
  static func of(_ command: [String], patience: Duration = .seconds(30)) async -> ChildReport {
    guard let executable = command.first else { return ChildReport(end: .notStarted("no command")) }
    return await withTaskGroup(of: ChildReport?.self) { group in
      group.addTask {
        do {
          let record = try await Subprocess.run(
            executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
            arguments: Arguments(Array(command.dropFirst())),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
          let end: End =
            switch record.terminationStatus {
            case .exited(let code): .exited(Int32(code))
            case .signaled(let signal): .signaled(Int32(signal))
            }
          return ChildReport(end: end, output: record.standardOutput, errors: record.standardError)
        } catch {
          return ChildReport(end: .notStarted("\(error)"))
        }
      }
      group.addTask {
        try? await Task.sleep(for: patience)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first ?? ChildReport(end: .timedOut)
    }
  }
}
