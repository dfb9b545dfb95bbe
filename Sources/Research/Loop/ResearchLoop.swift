import Harness
import Ledger
import Search
import Statistics
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The loop: propose, gate, run in pairs, judge, write down; then again.
///
/// The Ledger is written before each step is taken and after it has ended, and all else (git, `results.tsv`, the working copy)
/// is made from it. So a loop that was killed at any moment goes on by reading the Ledger: a proposal that was
/// written down is not asked for again, a run that has a score is not repeated, a decision that was made stands.
public struct ResearchLoop: Sendable {
  private let workspace: Workspace
  private let ledger: Ledger
  private let bench: TestBench
  private let judge: Judge
  private let researcher: any Researcher
  private let stopRule: StopRule
  private let tell: @Sendable (LoopEvent) -> Void

  /// Runs of the baseline that give the first estimate of the noise.
  static let baselineSeeds: [UInt64] = [1, 2, 3, 4]
  /// Proposals in a row that may fail before the loop gives up asking.
  static let proposalAttempts = 3

  /// Puts one together from its parts.
  public init(
    workspace: Workspace, ledger: Ledger, bench: TestBench, judge: Judge, researcher: any Researcher,
    stopRule: StopRule, tell: @escaping @Sendable (LoopEvent) -> Void
  ) {
    self.workspace = workspace
    self.ledger = ledger
    self.bench = bench
    self.judge = judge
    self.researcher = researcher
    self.stopRule = stopRule
    self.tell = tell
  }

  /// Runs until the stop rule says so or the task is cancelled. Either leaves a workspace that the next call goes on with.
  public func run() async throws {
    try ledger.abandonStartedRuns()
    try await Projection(workspace: workspace, ledger: ledger).refresh()
    // Also where an earlier baseline failed: its file has been mended since, or fails again.
    if try ledger.incumbent() == nil, try ledger.unfinished().isEmpty { try beginBaseline() }
    while true {
      try Task.checkCancellation()
      if let open = try ledger.unfinished().first {
        try await decide(open)
      } else {
        guard stopRule.allowsAnother(after: try ledger.experiments().count) else { return }
        guard try await propose() else { return }
      }
    }
  }

  // MARK: - Proposals

  private func beginBaseline() throws {
    let source = try String(decoding: Data(contentsOf: URL(filePath: workspace.trainingPath)), as: UTF8.self)
    _ = try ledger.beginExperiment(
      NewExperiment(researcher: "baseline", hypothesis: "the file as it was found", source: source))
  }

  /// Asks for the next edit and writes it down. False when the researcher has no idea left.
  private func propose() async throws -> Bool {
    let history = try History(ledger)
    guard let incumbent = history.incumbent else {
      throw WorkspaceError("the ledger has no baseline that was kept")
    }
    tell(.thinking(researcher: researcher.name))
    let tried = Set(history.experiments.map(\.source))
    for attempt in 1...ResearchLoop.proposalAttempts {
      let situation = Situation(
        incumbent: incumbent.source, incumbentExperiment: incumbent.id, history: history.trials,
        seed: UInt64(attempt),
        folder: "\(workspace.researchersFolder)/\(researcher.name)")
      do {
        guard let proposal = try await researcher.propose(situation) else {
          tell(.note("\(researcher.name) has no further idea"))
          return false
        }
        guard !tried.contains(proposal.source) else {
          tell(.note("\(researcher.name) proposed a file that was tried before"))
          continue
        }
        _ = try ledger.beginExperiment(
          NewExperiment(
            parent: incumbent.id, researcher: researcher.name, hypothesis: proposal.hypothesis,
            predictedGain: proposal.predictedGain, source: proposal.source))
        return true
      } catch let error as WorkspaceError {
        tell(.note(error.description))
      }
    }
    throw WorkspaceError(
      "\(researcher.name) made no new proposal in \(ResearchLoop.proposalAttempts) attempts")
  }

  // MARK: - One experiment

  private func decide(_ record: ExperimentRecord) async throws {
    let experiment = try PastExperiment(record, in: ledger)
    tell(.began(experiment: record.id, researcher: record.researcher, hypothesis: record.hypothesis))
    do {
      let admission = try await bench.admit(experiment)
      if record.stage == .proposed {
        let commit = try await Projection(workspace: workspace, ledger: ledger).commit(experiment)
        try ledger.setCommit(commit, of: record.id)
        try ledger.advance(record.id, to: .gated)
      }
      tell(
        .admitted(
          experiment: experiment.id, parameters: admission.parameters, memory: admission.memory,
          seconds: admission.seconds.reduce(0) { $0 + $1.seconds }))
      if record.researcher == "baseline" {
        try await measureBaseline(experiment)
      } else {
        try await race(experiment)
      }
    } catch let rejection as Rejection {
      // What ends because the loop is being stopped is no fault of the experiment.
      try Task.checkCancellation()
      try conclude(experiment, .crash, reason: rejection.description, evidence: nil)
      if record.researcher == "baseline" {
        throw WorkspaceError("the baseline cannot be measured: \(rejection)")
      }
    }
    try await Projection(workspace: workspace, ledger: ledger).refresh()
  }

  private func measureBaseline(_ experiment: PastExperiment) async throws {
    for seed in ResearchLoop.baselineSeeds {
      let finished = try ledger.runs(of: experiment.id).contains { $0.seed == Int(seed) && $0.valBPB != nil }
      if !finished { _ = try await measure(experiment, seed: seed, isReference: true) }
    }
    try conclude(experiment, .keep, reason: "baseline", evidence: nil)
  }

  /// Runs pair after pair until the judge has decided.
  private func race(_ experiment: PastExperiment) async throws {
    while true {
      try Task.checkCancellation()
      let history = try History(ledger)
      guard let reference = history.reference else {
        throw WorkspaceError("the ledger has no baseline that was kept")
      }
      let verdict = judge.verdict(on: history.comparison(of: experiment, with: reference))
      switch verdict {
      case .undecided(let next, let evidence):
        if evidence.pairs > 0 { tell(.undecided(experiment: experiment.id, evidence)) }
        if next.needsReference { _ = try await measureReference(reference, seed: next.seed) }
        _ = try await measure(experiment, seed: next.seed, isReference: false)
      case .keep(let evidence), .simpler(let evidence):
        return try conclude(experiment, .keep, reason: evidence.description, evidence: evidence)
      case .discard(let evidence):
        return try conclude(experiment, .discard, reason: evidence.description, evidence: evidence)
      }
    }
  }

  /// A fault of the reference is no fault of the candidate: it stops the loop instead of deciding anything.
  private func measureReference(_ reference: PastExperiment, seed: UInt64) async throws -> RunSummary {
    do {
      return try await measure(reference, seed: seed, isReference: true)
    } catch let rejection as Rejection {
      throw WorkspaceError("the incumbent, experiment \(reference.id), can no longer be run: \(rejection)")
    }
  }

  /// One run from start to score.
  private func measure(_ experiment: PastExperiment, seed: UInt64, isReference: Bool) async throws
    -> RunSummary
  {
    let run = try ledger.beginRun(
      of: experiment.id, seed: Int(seed),
      purpose: isReference && experiment.status != nil ? .confirm : .search)
    tell(.runBegan(experiment: experiment.id, run: run, seed: seed, isReference: isReference))
    let curve = Mutex(Curve())
    do {
      let summary = try await bench.measure(experiment, run: run, seed: seed) { event in
        if case .step(let step, _) = event { curve.withLock { $0.append(step) } }
        tell(event)
      }
      try ledger.appendSeries(curve.withLock { $0.points }, to: run)
      try ledger.finishRun(run, valBPB: summary.val_bpb, summary: JSONValue(encoding: summary))
      tell(.scored(experiment: experiment.id, run: run, bitsPerByte: summary.val_bpb, summary: summary))
      return summary
    } catch let rejection as Rejection {
      try ledger.failRun(run, stage: rejection.stage.rawValue, message: rejection.message)
      throw rejection
    } catch {
      try ledger.failRun(run, stage: Rejection.Stage.train.rawValue, message: "stopped: \(error)")
      throw error
    }
  }

  private func conclude(
    _ experiment: PastExperiment, _ status: ExperimentStatus, reason: String, evidence: Evidence?
  ) throws {
    try ledger.decide(
      experiment.id, status: status, reason: reason, verdict: evidence?.reason.rawValue ?? status.rawValue,
      evidence: evidence?.json() ?? .null)
    if status != .keep { try removeWeights(of: experiment) }
    tell(.decided(experiment: experiment.id, status: status, reason: reason))
  }

  /// Weights are kept of versions that were kept: a replay makes any others again.
  private func removeWeights(of experiment: PastExperiment) throws {
    for run in try ledger.runs(of: experiment.id) {
      try? FileManager.default.removeItem(atPath: "\(workspace.runFolder(run.id))/\(TestBench.weightsFile)")
    }
  }
}
