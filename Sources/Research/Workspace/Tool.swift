import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A program of the machine that the loop calls: git, the compiler, a coding agent. What it says is bounded, and so is
/// the time that it may take.
struct Tool: Sendable {
  /// A path, or a name that is looked up in PATH.
  var executable: String
  var patience = Duration.seconds(120)

  /// What a call came to.
  struct Result: Sendable {
    var succeeded: Bool
    var output: String
    var errors: String
  }

  /// Runs the tool to its end; nil when it had to be stopped because it took too long.
  func callAsFunction(_ arguments: [String], folder: String? = nil, input: String = "") async throws
    -> Result?
  {
    let program: Executable = executable.contains("/") ? .path(FilePath(executable)) : .name(executable)
    // Ctrl-C is for this program, which then ends the tool with all that the tool started.
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    let platformOptions = options
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        let record = try await run(
          program, arguments: Arguments(arguments), workingDirectory: folder.map { FilePath($0) },
          platformOptions: platformOptions, input: .string(input), output: .string(limit: 8 << 20),
          error: .string(limit: 8 << 20))
        return Result(
          succeeded: record.terminationStatus.isSuccess, output: record.standardOutput,
          errors: record.standardError)
      }
      group.addTask {
        try await Task.sleep(for: patience)
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }
}
