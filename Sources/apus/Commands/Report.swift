import ArgumentParser
import Foundation
import Ledger
import Research
import Sandbox
import Terminal

struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write report.html: what was kept on what evidence, what failed, what it cost.",
    discussion: """
      Measures the baseline and the best version on the test split, which nothing else ever opens.

      Example:
        apus report
      """)

  @OptionGroup var workspace: WorkspaceOptions

  func run() async throws {
    let open = try workspace.open()
    let session = try await Session.open(open, access: .readWrite)
    Terminal.output.write(try await ReportBuilder(session).write() + "\n")
  }
}

extension ReportBuilder {
  /// The report of a session, with the machine's facts.
  init(_ session: Session) {
    let machine = ProcessInfo.processInfo
    self.init(
      workspace: session.workspace, ledger: session.ledger, bench: session.bench,
      surroundings: [
        (
          "machine",
          "\(machine.activeProcessorCount) cores, \(Format.bytes(Int(clamping: machine.physicalMemory))), \(session.workspace.settings.device)"
        ),
        ("sandbox", session.sandbox.level.explanation),
        ("apus", Apus.configuration.version),
      ], decode: session.decode)
  }
}
