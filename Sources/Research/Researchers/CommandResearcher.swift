#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Any coding agent's command line as a researcher.
///
/// The command is run by the shell in a folder that holds `Train.swift` (the incumbent), `program.md` (what is asked) and
/// `history.tsv` (what was tried). It edits `Train.swift` and exits; the last line that it prints is taken as the
/// hypothesis. What it wrote is judged like any other edit.
public struct CommandResearcher: Researcher {
  /// `command`.
  public let name = "command"
  /// The command, as the shell reads it.
  public var command: String
  /// What the agent is asked to do: the text of `program.md`.
  public var instructions: String
  /// The longest that the agent may think.
  public var patience: Duration

  /// Puts one together from its parts.
  public init(command: String, instructions: String, patience: Duration = .seconds(1800)) {
    self.command = command
    self.instructions = instructions
    self.patience = patience
  }

  /// Runs the command and takes what it made of the file.
  public func propose(_ situation: Situation) async throws -> Proposal? {
    let folder = URL(filePath: situation.folder, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(situation.incumbent.utf8).write(to: folder.appending(path: "Train.swift"))
    try Data(instructions.utf8).write(to: folder.appending(path: "program.md"))
    try Data(CommandResearcher.table(situation.history).utf8).write(to: folder.appending(path: "history.tsv"))

    let output = try await runCommand(in: situation.folder)
    let edited = try String(decoding: Data(contentsOf: folder.appending(path: "Train.swift")), as: UTF8.self)
    guard edited != situation.incumbent else {
      throw WorkspaceError("the command '\(command)' left Train.swift as it was: \(output.suffix(200))")
    }
    let lines = output.split(whereSeparator: \.isNewline)
    let hypothesis = lines.last.map { String($0.prefix(300)) } ?? "an edit by '\(command)'"
    return Proposal(source: edited, hypothesis: hypothesis)
  }

  private func runCommand(in folder: String) async throws -> String {
    guard
      let result = try await Tool(executable: "/bin/sh", patience: patience)(["-c", command], folder: folder)
    else {
      throw WorkspaceError("the command '\(command)' had not finished after \(patience)")
    }
    guard result.succeeded else {
      let last = result.errors.split(whereSeparator: \.isNewline).last ?? "it said nothing"
      throw WorkspaceError("the command '\(command)' failed: \(last)")
    }
    return result.output
  }

  /// What was tried, one experiment a line.
  static func table(_ history: [Situation.Trial]) -> String {
    let rows = history.map { trial in
      let mean = trial.scores.isEmpty ? "" : "\(trial.scores.reduce(0, +) / Double(trial.scores.count))"
      let fields = ["\(trial.experiment)", trial.status, mean, trial.hypothesis, trial.reason]
      return fields.map { $0.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ") }
        .joined(separator: "\t")
    }
    return (["experiment\tstatus\tval_bpb\thypothesis\treason"] + rows).joined(separator: "\n") + "\n"
  }
}
