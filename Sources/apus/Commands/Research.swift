import ArgumentParser
import Foundation
import Ledger
import Research
import Statistics
import Terminal

struct Research: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run experiments until stopped, keep what truly helps, and report.",
    discussion: """
      Goes on where an earlier call, however it ended, left off. Ctrl-C finishes cleanly.

      Examples:
        apus research --experiments 6 --budget 60s
        apus research --hours 8 --corpus 'texts/*.txt'
        apus research --until 07:30 --command 'my-agent --prompt-file program.md'
      """)

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var settings: SettingsOptions
  @OptionGroup var researcher: ResearcherOptions

  @Option(help: "Stop after so many experiments in all, the baseline included.")
  var experiments: Int?

  @Option(help: "Begin no experiment after so many hours.")
  var hours: Double?

  @Option(help: ArgumentHelp("Begin no experiment after this time of day: 07:30.", valueName: "time"))
  var until: TimeOfDay?

  @Flag(help: "Go on where no sandbox can be had, with limits alone.")
  var allowUnconfined = false

  func validate() throws {
    if let experiments, experiments < 1 { throw ValidationError("--experiments \(experiments): at least 1") }
    if let hours, hours <= 0 { throw ValidationError("--hours \(hours): more than 0") }
  }

  func run() async throws {
    let path = workspace.path
    let open: Workspace
    if Workspace.exists(at: path) {
      open = try Workspace.open(path)
      _ = try settings.applied(to: open.settings)
    } else {
      var fresh = try settings.settings()
      if let experiments { fresh.plannedExperiments = experiments }
      // A text that cannot be prepared leaves no workspace behind that is bound to it.
      _ = try await Preparing.text(corpus: fresh.corpus, vocabularySize: fresh.vocabularySize)
      open = try await Workspace.create(path, settings: fresh, template: Installation.find().template)
    }
    Terminal.error.write("workspace: \(path)\n")
    let session = try await Session.open(open, access: .readWrite, allowUnconfined: allowUnconfined)
    let narrator = Narrator()
    let loop = ResearchLoop(
      workspace: open, ledger: session.ledger, bench: session.bench, judge: judge(open.settings),
      researcher: try researcher.researcher(for: open), stopRule: stopRule
    ) { narrator.tell($0) }
    let finished = try await Interruption.guarding {
      try await loop.run()
    }
    narrator.end()
    if !finished { Terminal.error.write("stopped; the same command goes on from here\n") }
    if try session.ledger.incumbent() != nil {
      let report = try await ReportBuilder(session).write(opensTest: finished)
      Terminal.output.write("\(try Overview(session.ledger).text(Terminal.output))report: \(report)\n")
    }
  }

  /// The judge's levels belong to the workspace, not to the session: they bound the errors of all of its research.
  private func judge(_ settings: Settings) -> Judge {
    var judge = Judge()
    judge.levels = DiscoveryLevels(rate: settings.falseDiscoveryRate, horizon: settings.plannedExperiments)
    return judge
  }

  private var stopRule: StopRule {
    let ends = [hours.map { Date().addingTimeInterval($0 * 3600) }, until?.next].compactMap { $0 }
    return StopRule(experiments: experiments, deadline: ends.min())
  }
}
