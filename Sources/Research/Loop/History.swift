import Ledger
import Search
import Statistics

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
  package var status: ExperimentStatus? { record.status }
  package var parent: Int? { record.parent }
}

/// The Ledger's records as the judge and the researchers look at them. A pure function of the records.
package struct History {
  package let experiments: [PastExperiment]
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

  /// What the search began with: the first file that could be measured.
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

  /// Experiments before this one that were compared with a reference.
  private func compared(before experiment: Int) -> [PastExperiment] {
    experiments.filter { $0.id < experiment && $0.evidence != nil }
  }

  /// All that the judge looks at to decide on an experiment.
  package func comparison(of experiment: PastExperiment, with reference: PastExperiment) -> Comparison {
    let earlier = compared(before: experiment.id)
    let noise = NoiseEstimate(
      replicates: scores(of: reference.id).map(\.score),
      comparisons: earlier.map { past in
        let opponent = History.reference(among: experiments.filter { $0.id < past.id })
        return Comparison(
          reference: scores(of: opponent?.id ?? 0), candidate: scores(of: past.id), noise: .none, ordinal: 1, kept: 0
        ).differences
      })
    let parent = experiments.first { $0.id == experiment.parent }
    return Comparison(
      reference: scores(of: reference.id), candidate: scores(of: experiment.id), noise: noise,
      ordinal: earlier.count + 1,
      kept: earlier.count { $0.evidence?.reason == .improvement },
      tokensSaved: parent.map { CodeSize.tokens(in: $0.source) - CodeSize.tokens(in: experiment.source) } ?? 0)
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
