import Ledger
import Statistics
import Terminal

/// One experiment with all that is known of it.
public struct ExperimentPage {
  private let workspace: Workspace
  private let dossier: ExperimentDossier
  private let parent: ExperimentRecord?

  /// - Throws: `WorkspaceError` when the ledger has no such experiment.
  public init(_ id: Int, workspace: Workspace, ledger: Ledger) throws {
    guard let dossier = try ledger.dossier(of: id) else {
      let count = try ledger.experiments().count
      throw WorkspaceError("there is no experiment \(id); \(workspace.path) has \(count)")
    }
    self.workspace = workspace
    self.dossier = dossier
    parent = try dossier.experiment.parent.flatMap { try ledger.experiment($0) }
  }

  private var summaries: [RunSummary] {
    dossier.runs.compactMap { try? $0.summary?.decoded(as: RunSummary.self) }
  }

  /// The ledger's records, and the means over the runs under the summary block's names.
  public func json() throws -> JSONValue {
    guard case .object(var members) = try JSONValue(encoding: dossier) else { return .null }
    members["status"] = dossier.experiment.status.map { .string($0.rawValue) } ?? .null
    if let mean = RunSummary.mean(of: summaries), case .object(let figures) = try JSONValue(encoding: mean) {
      members.merge(figures) { old, _ in old }
    }
    return .object(members)
  }

  /// The same for a person, with the diff against the parent.
  public func text(_ terminal: Terminal) async throws -> String {
    let experiment = dossier.experiment
    var lines = [
      terminal.styled("#\(experiment.id) \(experiment.hypothesis)", .bold),
      "researcher  \(experiment.researcher)",
      "commit      \(experiment.commit?.prefix(7) ?? "none")",
      "status      \(experiment.status?.rawValue ?? "open")\(experiment.reason.map { ": \($0)" } ?? "")",
    ]
    for run in dossier.runs {
      let result =
        run.valBPB.map { "val_bpb \(Format.decimals($0, 4))" }
        ?? "\(run.state.rawValue)\(run.failureMessage.map { ": \($0)" } ?? "")"
      lines.append("run \(run.id)  seed \(run.seed)  \(result)")
    }
    if let old = parent?.commit, let new = experiment.commit {
      lines += ["", try await workspace.git.diff(Workspace.trainingFile, from: old, to: new)]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
