import ArgumentParser
import Foundation
import Harness
import Ledger
import Research
import Terminal

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the workspace's Train.swift once, by hand.",
    discussion: """
      Passes the gate, trains under the budget, scores, and prints the summary block of karpathy/autoresearch. Nothing \
      is written in the ledger. With --json, 'status' is what research decided on this very file: keep, discard or \
      crash; keep for a baseline, null for a change that was not judged yet.

      Examples:
        apus run
        apus run --seed 7 --json
      """)

  @OptionGroup var workspace: WorkspaceOptions

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  @Flag(help: "Print one JSON object with the summary's names.")
  var json = false

  @Flag(help: "Go on where no sandbox can be had, with limits alone.")
  var allowUnconfined = false

  func run() async throws {
    let open = try workspace.open()
    let session = try await Session.open(open, access: .readWrite, allowUnconfined: allowUnconfined)
    let narrator = Narrator()
    let source = try String(contentsOfFile: open.trainingPath, encoding: .utf8)
    let trial = SingleRun(workspace: open, ledger: session.ledger, bench: session.bench) { narrator.tell($0) }
    do {
      let summary = try await trial.run(source, seed: seed)
      narrator.end()
      Terminal.output.write(
        json ? try JSONText.of(summary, status: trial.status(of: source)) : summary.block + "\n")
    } catch let rejection as Rejection {
      narrator.end()
      if json { Terminal.output.write(try JSONText.of(rejection)) }
      throw rejection
    }
  }
}
