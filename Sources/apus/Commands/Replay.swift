import ArgumentParser
import Foundation
import Ledger
import Research
import Terminal

struct Replay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Repeat a run of an experiment: same file, seed, data and steps.",
    discussion: """
      Under a time budget no two runs take the same number of steps; a replay takes the steps of the recorded run, each at \
      the progress recorded then. On the machine that made the run the score is the same to the last bit.

      Examples:
        apus replay 4
        apus replay 4 --seed 2
      """)

  @Argument(help: "The experiment's number.")
  var experiment: Int

  @OptionGroup var workspace: WorkspaceOptions

  @Option(help: "Which of its runs; the first if not given.")
  var seed: Int?

  @Flag(help: "Print one JSON object with the summary's names.")
  var json = false

  func run() async throws {
    let open = try workspace.open()
    let session = try await Session.open(open, access: .readOnly)
    let runs = try session.ledger.runs(of: experiment).filter { $0.valBPB != nil }
    guard let run = runs.first(where: { seed == nil || $0.seed == seed }), let recorded = run.valBPB else {
      throw WorkspaceError(
        "experiment \(experiment) has no scored run\(seed.map { " under seed \($0)" } ?? "") to replay")
    }
    let narrator = Narrator()
    let trial = SingleRun(workspace: open, ledger: session.ledger, bench: session.bench) { narrator.tell($0) }
    let summary = try await trial.replay(run)
    narrator.end()
    if json {
      Terminal.output.write(try JSONText.of(summary, status: nil))
    } else {
      Terminal.output.write(
        "\(summary.block)\nrecorded:         \(Format.decimals(recorded, 6)) (\(summary.val_bpb == recorded ? "the same" : "differs"))\n"
      )
    }
    if summary.val_bpb != recorded { throw ExitCode(1) }
  }
}
