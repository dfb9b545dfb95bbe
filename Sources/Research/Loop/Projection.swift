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
  func commit(_ experiment: ExperimentRecord) async throws -> String {
    let parent = try ledger.experiments().first { $0.id == experiment.parent }?.commit
    return try await workspace.git.commit(
      file: Workspace.trainingFile, contents: experiment.source,
      message: "\(experiment.hypothesis)\n\nExperiment \(experiment.id) by \(experiment.researcher).",
      parent: parent, reference: "refs/apus/experiments/\(experiment.id)")
  }

  /// Brings everything up to the Ledger's state.
  func refresh() async throws {
    let experiments = try ledger.experiments()
    try AtomicFile.write(Array(ledger.resultsTable().utf8), to: workspace.path + "/results.tsv")
    guard let incumbent = experiments.last(where: { $0.status == .keep }), let commit = incumbent.commit else {
      return
    }
    if try await workspace.git.resolve("main") != commit {
      try await workspace.git.advance(branch: "main", to: commit)
    }
    // A working copy that no experiment ever had is somebody's unsaved thought: it stays.
    let current = try? String(decoding: Data(contentsOf: URL(filePath: workspace.trainingPath)), as: UTF8.self)
    if current != incumbent.source, current == nil || experiments.contains(where: { $0.source == current }) {
      try AtomicFile.write(Array(incumbent.source.utf8), to: workspace.trainingPath)
    }
  }
}
