import ArgumentParser
import Ledger
import Research
import Terminal

struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what was tried and what became of it.",
    discussion: """
      Works while research is under way.

      Examples:
        apus status
        apus status --json | jq .val_bpb
      """)

  @OptionGroup var workspace: WorkspaceOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() async throws {
    let open = try workspace.open()
    let overview = try Overview(Ledger.openForReading(open.ledgerPath))
    Terminal.output.write(json ? try overview.json().text() + "\n" : overview.text(Terminal.output))
  }
}
