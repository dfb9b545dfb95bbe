import Ledger

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What is made from the Ledger: git's refs, the working copy, `results.tsv`. Each can be made again at any time.
struct Projection {
  let workspace: Workspace
  let ledger: Ledger

  /// Makes the commit of an experiment, on top of its parent's.
  func commit(_ experiment: PastExperiment) async throws -> String {
    let record = experiment.record
    let parent = try ledger.experiments().first { $0.id == record.parent }?.commit
    return try await workspace.git.commit(
      file: Workspace.trainingFile, contents: experiment.source,
      message: "\(record.hypothesis)\n\nExperiment \(record.id) by \(record.researcher).",
      parent: parent, reference: "refs/apus/experiments/\(experiment.id)")
  }

  /// Brings everything up to the Ledger's state.
  func refresh() async throws {
    let history = try History(ledger)
    try AtomicFile.write(ledger.resultsTable(), to: workspace.path + "/results.tsv")
    guard let incumbent = history.incumbent, let commit = incumbent.record.commit else { return }
    if try await workspace.git.resolve("main") != commit {
      try await workspace.git.advance(branch: "main", to: commit)
    }
    // A working copy that no experiment ever had is somebody's unsaved thought: it stays.
    let current = try? String(
      decoding: Data(contentsOf: URL(filePath: workspace.trainingPath)), as: UTF8.self)
    if current != incumbent.source,
      current == nil || history.experiments.contains(where: { $0.source == current })
    {
      try AtomicFile.write(incumbent.source, to: workspace.trainingPath)
    }
  }
}
