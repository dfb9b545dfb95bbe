import Harness
import Ledger

/// One run of a file by hand: measured like any other, kept or discarded by no one.
public struct SingleRun: Sendable {
  private let workspace: Workspace
  private let ledger: Ledger
  private let bench: TestBench
  private let tell: @Sendable (LoopEvent) -> Void

  /// Puts one together from its parts.
  public init(
    workspace: Workspace, ledger: Ledger, bench: TestBench, tell: @escaping @Sendable (LoopEvent) -> Void
  ) {
    self.workspace = workspace
    self.ledger = ledger
    self.bench = bench
    self.tell = tell
  }

  /// Passes the gate, trains, scores. Nothing is written in the ledger: it holds what research decided on.
  public func run(_ source: String, seed: UInt64, pace: Pace? = nil) async throws -> RunSummary {
    let folder = "\(workspace.programsFolder)/by-hand"
    let admission = try await bench.admit(source, in: folder)
    tell(
      .admitted(
        experiment: 0, parameters: admission.parameters, memory: admission.memory,
        seconds: admission.seconds.reduce(0) { $0 + $1.seconds }))
    return try await bench.measure(
      admission.program, madeOf: source, in: "\(workspace.runsFolder)/by-hand", seed: seed, pace: pace,
      tell: tell)
  }

  /// What research holds of a file: its decision where the file was tried; `keep` where nothing was kept yet, since the
  /// first file that runs is the baseline; else nil, because one run is not enough to decide.
  public func status(of source: String) throws -> ExperimentStatus? {
    let history = try History(ledger)
    if let known = history.experiments.last(where: { $0.source == source }) { return known.status }
    return history.incumbent == nil ? .keep : nil
  }

  /// Repeats a run of the ledger: the same file, seed and data, and the steps that it took. On the machine that made it the
  /// score is the same to the last bit.
  public func replay(_ run: RunRecord) async throws -> RunSummary {
    guard let experiment = try ledger.experiment(run.experimentID) else {
      throw WorkspaceError("run \(run.id) belongs to no experiment of the ledger")
    }
    let ticks = "\(workspace.runFolder(run.id))/ticks.f64"
    return try await self.run(
      PastExperiment(experiment, in: ledger).source, seed: UInt64(run.seed), pace: .recorded(path: ticks))
  }
}
