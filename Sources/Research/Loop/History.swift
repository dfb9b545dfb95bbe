import Ledger
import Search
import Statistics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An experiment with its file and, once it is decided, what the judge found.
package struct PastExperiment {
  package var record: ExperimentRecord
  package var source: String
  package var evidence: Evidence?

  /// Reads what belongs to a record.
  package init(_ record: ExperimentRecord, in ledger: Ledger) throws {
    guard let source = try ledger.source(record.sourceHash) else {
      throw WorkspaceError("the ledger \(ledger.path) has lost the file of experiment \(record.id)")
    }
    self.record = record
    self.source = source
    evidence = try ledger.decision(of: record.id).flatMap { Evidence(json: $0.evidence) }
  }

  package var id: Int { record.id }
  package var isBaseline: Bool { record.researcher == "baseline" }
  package var status: ExperimentStatus? { record.status }
  package var parent: Int? { record.parent }
}

/// The Ledger's records as the judge and the researchers look at them. A pure function of the records.
package struct History {
  package let experiments: [PastExperiment]
  private let runs: [RunRecord]
  private let scores: [Int: [SeededScore]]

  package init(_ ledger: Ledger) throws {
    try self.init(
      ledger.experiments().map { record in
        try PastExperiment(record, in: ledger)
      },
      runs: ledger.runs())
  }

  package init(_ experiments: [PastExperiment], runs: [RunRecord]) {
    self.experiments = experiments
    self.runs = runs
    var scores: [Int: [SeededScore]] = [:]
    // The freshest run of a seed counts: machines change their speed over a night.
    for run in runs.sorted(by: { $0.id < $1.id }) {
      guard let score = run.valBPB else { continue }
      var list = scores[run.experimentID] ?? []
      if let place = list.firstIndex(where: { $0.seed == UInt64(run.seed) }) {
        list[place] = SeededScore(seed: UInt64(run.seed), score: score)
      } else {
        list.append(SeededScore(seed: UInt64(run.seed), score: score))
      }
      scores[run.experimentID] = list
    }
    self.scores = scores
  }

  /// Scores of an experiment, in the order in which its seeds were first run.
  package func scores(of experiment: Int) -> [SeededScore] { scores[experiment] ?? [] }

  /// What everything is measured from: the first version that was kept.
  package var baseline: PastExperiment? { experiments.first { $0.status == .keep } }

  /// The file as it stands: the last version that was kept.
  package var incumbent: PastExperiment? { experiments.last { $0.status == .keep } }

  /// What candidates are compared with.
  package var reference: PastExperiment? { History.reference(among: experiments) }

  /// The last version that was kept as an improvement, or the baseline. A version that was kept as merely simpler is not
  /// compared with: its margin would add up with the next one's.
  package static func reference(among experiments: [PastExperiment]) -> PastExperiment? {
    experiments.last { experiment in
      experiment.status == .keep && (experiment.evidence.map { $0.reason == .improvement } ?? true)
    }
  }

  /// Candidates before this one that reached a score. Those that crashed later count too: they had their chance.
  private func compared(before experiment: Int) -> [PastExperiment] {
    experiments.filter { $0.id < experiment && !$0.isBaseline && !scores(of: $0.id).isEmpty }
  }

  /// All that the judge looks at to decide on an experiment.
  package func comparison(of experiment: PastExperiment, with reference: PastExperiment) -> Comparison {
    let earlier = compared(before: experiment.id)
    let parent = experiments.first { $0.id == experiment.parent }
    return Comparison(
      reference: freshScores(of: reference, for: experiment), candidate: scores(of: experiment.id),
      noise: noise(before: earlier), ordinal: earlier.count + 1,
      kept: earlier.count { $0.evidence?.reason == .improvement },
      tokensSaved: parent.map { CodeSize.tokens(in: $0.source) - CodeSize.tokens(in: experiment.source) } ?? 0
    )
  }

  /// Runs of the reference that are older than this when a candidate begins are not compared with: machines change their
  /// speed over a night, and under a time budget speed is score.
  static let freshness = 2.0 * 3600

  private func freshScores(of reference: PastExperiment, for experiment: PastExperiment) -> [SeededScore] {
    let oldest = experiment.record.createdAt.addingTimeInterval(-History.freshness)
    let fresh = Set(
      runs.filter { $0.experimentID == reference.id && $0.valBPB != nil && $0.startedAt >= oldest }.map(
        \.seed))
    return scores(of: reference.id).filter { fresh.contains(Int($0.seed)) }
  }

  /// The noise as it was known when a candidate began: the baseline's replicates, and the pairs that earlier candidates were
  /// decided on. Nothing in it changes while the candidate runs, as the sequential test demands.
  private func noise(before earlier: [PastExperiment]) -> NoiseEstimate {
    let seeds = Set(ResearchLoop.baselineSeeds.map(Int.init))
    var replicates: [Int: Double] = [:]
    for run in runs
    where run.experimentID == baseline?.id && seeds.contains(run.seed) && replicates[run.seed] == nil {
      if let score = run.valBPB { replicates[run.seed] = score }
    }
    return NoiseEstimate(
      replicates: replicates.sorted { $0.key < $1.key }.map(\.value),
      comparisons: earlier.map(differencesWhenDecided))
  }

  /// The paired differences on which a past candidate was decided.
  private func differencesWhenDecided(_ past: PastExperiment) -> [Double] {
    guard let opponent = History.reference(among: experiments.filter({ $0.id < past.id })),
      let decided = past.record.decidedAt
    else { return [] }
    let known = History(experiments, runs: runs.filter { $0.finishedAt.map { $0 <= decided } ?? false })
    return Comparison(
      reference: known.freshScores(of: opponent, for: past), candidate: known.scores(of: past.id),
      noise: .none,
      ordinal: 1, kept: 0
    ).differences
  }

  /// What researchers are told.
  package var trials: [Situation.Trial] {
    experiments.map { experiment in
      Situation.Trial(
        experiment: experiment.id, parent: experiment.parent, source: experiment.source,
        hypothesis: experiment.record.hypothesis, status: experiment.status?.rawValue ?? "",
        reason: experiment.record.reason ?? "",
        scores: scores(of: experiment.id).map(\.score))
    }
  }
}
