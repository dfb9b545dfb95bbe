import ArgumentParser

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
      CommandGroup(name: "Research:", subcommands: [Research.self, Run.self, Status.self, Show.self, Replay.self, Report.self]),
      CommandGroup(name: "Parts:", subcommands: [Init.self, Prepare.self, TokenizerCommand.self, JudgeCommand.self, DoctorCommand.self]),
    ])
}
