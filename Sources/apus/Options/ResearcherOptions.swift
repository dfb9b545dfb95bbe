import ArgumentParser
import Foundation
import Research

/// Who proposes the edits.
struct ResearcherOptions: ParsableArguments {
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case knobs, command
  }

  @Option(
    help: "Who proposes edits: knobs (numeric search over the declared knobs) or command (a coding agent).")
  var researcher: Kind?

  @Option(
    help: ArgumentHelp(
      "A coding agent's command line, run by the shell in a folder with Train.swift and program.md.",
      valueName: "command"))
  var command: String?

  func validate() throws {
    if researcher == .knobs, command != nil {
      throw ValidationError("--command is for the researcher 'command', not for knobs")
    }
    if researcher == .command, command == nil {
      throw ValidationError("the researcher 'command' needs --command")
    }
  }

  func researcher(for workspace: Workspace) throws -> any Researcher {
    switch researcher ?? (command == nil ? .knobs : .command) {
    case .knobs: return KnobResearcher(device: workspace.settings.device.hasPrefix("cuda") ? .gpu : .cpu)
    case .command:
      guard let command else { throw WorkspaceError("the researcher 'command' needs --command") }
      let instructions = try String(contentsOfFile: workspace.path + "/program.md", encoding: .utf8)
      return CommandResearcher(command: command, instructions: instructions)
    }
  }
}
