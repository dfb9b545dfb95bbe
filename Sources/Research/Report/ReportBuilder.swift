import Ledger
import Search
import Statistics
import Terminal
import TokenShards

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Gathers a report from the Ledger.
public struct ReportBuilder {
  private let workspace: Workspace
  private let ledger: Ledger
  private let bench: TestBench
  /// Names and values of the machine and the versions in use.
  private let surroundings: [(name: String, value: String)]
  private let decode: ([Int32]) -> String

  /// Puts one together from its parts.
  public init(
    workspace: Workspace, ledger: Ledger, bench: TestBench, surroundings: [(name: String, value: String)],
    decode: @escaping ([Int32]) -> String
  ) {
    self.workspace = workspace
    self.ledger = ledger
    self.bench = bench
    self.surroundings = surroundings
    self.decode = decode
  }

  /// Writes `report.html` and returns its path.
  ///
  /// - Parameter opensTest: whether the incumbent is measured on the test split, if it has not been. A session that was
  ///   interrupted and may go on leaves it closed.
  public func write(opensTest: Bool = true) async throws -> String {
    let finals =
      try opensTest
      ? await Finals.open(workspace: workspace, ledger: ledger, bench: bench, decode: decode) : nil
    let page = ReportPage(contents: try await contents(finals)).html()
    let path = workspace.path + "/report.html"
    try AtomicFile.write(page, to: path)
    return path
  }

  private func contents(_ finals: Finals?) async throws -> ReportContents {
    let runs = try ledger.runs()
    let history = try History(ledger)
    let experiments = history.experiments
    var kept: [ReportContents.Kept] = []
    for experiment in experiments where experiment.status == .keep && !experiment.isBaseline {
      kept.append(try await change(experiment, history: history))
    }
    return ReportContents(
      workspace: workspace.path,
      facts: facts(experiments, runs: runs),
      points: experiments.map { point($0, history: history) },
      kept: kept,
      failures: experiments.compactMap(failure),
      held: finals.map { .init(baseline: $0.baselineScores, best: $0.bestScores, conclusion: $0.conclusion) },
      samples: (finals?.samples ?? []).map { .init(prompt: $0.prompt, baseline: $0.baseline, best: $0.best) },
      costs: costs(experiments, runs: runs),
      replay: "apus replay \(history.incumbent?.id ?? 1) --workspace \(workspace.path)")
  }

  private func facts(_ experiments: [PastExperiment], runs: [RunRecord]) -> [(name: String, value: String)] {
    let settings = workspace.settings
    let count = { (status: ExperimentStatus) in experiments.count { $0.status == status } }
    return [
      (
        "experiments",
        "\(experiments.count): \(count(.keep)) kept (the baseline among them), \(count(.discard)) not kept, \(count(.crash)) failed"
      ),
      ("runs with a score", "\(runs.count { $0.valBPB != nil })"),
      ("budget of a run", Format.duration(settings.budget)),
      (
        "text",
        "\(settings.corpus), vocabulary \(settings.vocabularySize), rows of \(settings.sequenceLength) tokens"
      ),
      ("scored on", "\(settings.evaluationTokens) validation tokens, in a process of its own, from logits"),
    ] + surroundings
  }

  private func point(_ experiment: PastExperiment, history: History) -> ReportContents.Point {
    let scores = history.scores(of: experiment.id).map(\.score)
    let mean = scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    let status: ReportContents.Status =
      switch experiment.status {
      case .keep: experiment.isBaseline ? .baseline : .keep
      case .crash: .crash
      case .discard, nil: .discard
      }
    return .init(
      experiment: experiment.id, bitsPerByte: mean, status: status, label: experiment.record.hypothesis)
  }

  private func change(_ experiment: PastExperiment, history: History) async throws -> ReportContents.Kept {
    let parent = history.experiments.first { $0.id == experiment.parent }
    let before = history.experiments.filter { $0.id < experiment.id }
    let reference = History.reference(among: before)
    let opponents = Dictionary(
      history.scores(of: reference?.id ?? 0).map { ($0.seed, $0.score) }, uniquingKeysWith: { $1 })
    var diff = ""
    if let old = parent?.record.commit, let new = experiment.record.commit {
      diff = try await workspace.git.diff(Workspace.trainingFile, from: old, to: new)
    }
    return .init(
      experiment: experiment.id, commit: experiment.record.commit ?? "",
      researcher: experiment.record.researcher,
      hypothesis: experiment.record.hypothesis, evidence: experiment.evidence.map(ReportBuilder.lines) ?? [],
      pairs: history.scores(of: experiment.id).compactMap { run in
        opponents[run.seed].map { (seed: "\(run.seed)", incumbent: $0, candidate: run.score) }
      },
      diff: diff)
  }

  private static func lines(_ evidence: Evidence) -> [(name: String, value: String)] {
    let range = evidence.interval
    return [
      (
        "effect",
        "\(Format.decimals(evidence.effect, 4)) bits per byte better, mean of \(evidence.pairs) pairs"
      ),
      (
        "95 % interval",
        "\(Format.decimals(range.low, 4)) to \(Format.decimals(range.high, 4)), valid at any stopping time"
      ),
      (
        "e-value",
        "\(Format.decimals(evidence.eValue, 1)); \(Format.decimals(evidence.threshold, 1)) needed as candidate \(evidence.ordinal)"
      ),
      ("kept as", evidence.reason.rawValue),
    ]
  }

  private func failure(_ experiment: PastExperiment) -> ReportContents.Failure? {
    guard let status = experiment.status, status != .keep else { return nil }
    return .init(
      experiment: experiment.id, status: status == .crash ? .crash : .discard,
      hypothesis: experiment.record.hypothesis, reason: experiment.record.reason ?? "")
  }

  private func costs(_ experiments: [PastExperiment], runs: [RunRecord]) -> [(name: String, value: String)] {
    let summaries = runs.compactMap { try? $0.summary?.decoded(as: RunSummary.self) }
    let training = summaries.reduce(0) { $0 + $1.training_seconds }
    let total = summaries.reduce(0) { $0 + $1.total_seconds }
    let improvements = experiments.count { $0.evidence?.reason == .improvement }
    var rows: [(name: String, value: String)] = [
      ("training", Format.duration(training)),
      ("training and scoring", Format.duration(total)),
      ("tokens trained on", Format.count(summaries.reduce(0) { $0 + $1.total_tokens_M } * 1e6)),
      ("language model", "none was called"),
    ]
    if improvements > 0 { rows.append(("per verified gain", Format.duration(total / Double(improvements)))) }
    return rows
  }
}
