import ArgumentParser
import Terminal

/// The program: commands, no logic.
@main
struct Apus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "An autonomous research lab for language models.",
    discussion: """
      Start research in the evening and read the report in the morning:

        apus research --hours 8
        apus report

      Research happens in a workspace, a folder of its own: the current folder if it is one, else the one named by \
      --workspace or APUS_WORKSPACE, else ~/apus-workspace.
      """,
    version: "0.1.0",
    subcommands: [BenchSteps.self, ProbeBFloat16.self, Score.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Research:",
        subcommands: [Research.self, Run.self, Status.self, Show.self, Replay.self, Report.self]),
      CommandGroup(
        name: "Parts:",
        subcommands: [Init.self, Prepare.self, TokenizerCommand.self, JudgeCommand.self, DoctorCommand.self]),
    ])

  static func main() async {
    do {
      var command = try await asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      // A command that only ends with a code, and a request for help, are no failures to tell of.
      if exitCode(for: error) != .success, !(error is ExitCode) {
        Terminal.error.write("apus: \(FailureLine.of(error))\n")
        exit(withError: exitCode(for: error))
      }
      exit(withError: error)
    }
  }
}
