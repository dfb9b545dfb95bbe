import ArgumentParser
import Ledger
import Research
import Terminal

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show one experiment: hypothesis, runs, evidence, diff.",
    discussion: """
      Examples:
        apus show 7
        apus show 7 --json
      """)

  @Argument(help: "The experiment's number.")
  var experiment: Int

  @OptionGroup var workspace: WorkspaceOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() async throws {
    let open = try workspace.open()
    let page = try ExperimentPage(experiment, workspace: open, ledger: .openForReading(open.ledgerPath))
    Terminal.output.write(json ? try page.json().text() + "\n" : try await page.text(Terminal.output))
  }
}
