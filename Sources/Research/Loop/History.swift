import Ledger
import Search
import Statistics

/// The Ledger's records as the judge and the researchers look at them. A pure function of the records.
struct History {
  let experiments: [ExperimentRecord]
  private let scores: [Int64: [SeededScore]]

  init(_ experiments: [ExperimentRecord], runs: [RunRecord]) {
    self.experiments = experiments
    var scores: [Int64: [SeededScore]] = [:]
    // The freshest run of a seed counts: machines change their speed over a night.
    for run in runs.sorted(by: { $0.id < $1.id }) {
      guard let score = run.valBPB else { continue }
      var list = scores[run.experimentID] ?? []
      if let place = list.firstIndex(where: { $0.seed == run.seed }) {
        list[place] = SeededScore(seed: run.seed, score: score)
      } else {
        list.append(SeededScore(seed: run.seed, score: score))
      }
      scores[run.experimentID] = list
    }
    self.scores = scores
  }

  /// Scores of an experiment, in the order in which its seeds were first run.
  func scores(of experiment: Int64) -> [SeededScore] { scores[experiment] ?? [] }

  /// The file as it stands: the last version that was kept.
  var incumbent: ExperimentRecord? { experiments.last { $0.status == .keep } }

  /// What candidates are compared with: the last version that was kept as an improvement, or the baseline. A version that
  /// was kept as merely simpler is not: its margin would add up with the next one's.
  var reference: ExperimentRecord? {
    experiments.last { experiment in
      guard experiment.status == .keep else { return false }
      guard let reason = experiment.evidence?.reason else { return true }
      return reason == .improvement
    }
  }

  /// Experiments before this one that were compared with a reference.
  private func compared(before experiment: Int64) -> [ExperimentRecord] {
    experiments.filter { $0.id < experiment && $0.evidence != nil }
  }

  /// All that the judge looks at to decide on an experiment.
  func comparison(of experiment: ExperimentRecord, with reference: ExperimentRecord) -> Comparison {
    let earlier = compared(before: experiment.id)
    let noise = NoiseEstimate(
      replicates: scores(of: reference.id).map(\.score),
      comparisons: earlier.map { past in
        let opponent = self.opponent(of: past)
        return Comparison(
          reference: scores(of: opponent), candidate: scores(of: past.id), noise: .none, ordinal: 1, kept: 0
        ).differences
      })
    let parent = experiments.first { $0.id == experiment.parent }
    return Comparison(
      reference: scores(of: reference.id), candidate: scores(of: experiment.id), noise: noise,
      ordinal: earlier.count + 1,
      kept: earlier.count { $0.evidence?.reason == .improvement },
      tokensSaved: parent.map { CodeSize.tokens(in: $0.source) - CodeSize.tokens(in: experiment.source) } ?? 0)
  }

  /// The reference that a past experiment was compared with.
  private func opponent(of past: ExperimentRecord) -> Int64 {
    let improvements = experiments.filter {
      $0.id < past.id && $0.status == .keep && ($0.evidence.map { $0.reason == .improvement } ?? true)
    }
    return improvements.last?.id ?? 0
  }

  /// What researchers are told.
  var trials: [Situation.Trial] {
    experiments.map { experiment in
      Situation.Trial(
        experiment: experiment.id, parent: experiment.parent, source: experiment.source,
        hypothesis: experiment.hypothesis, status: experiment.status?.rawValue ?? "", reason: experiment.reason ?? "",
        scores: scores(of: experiment.id).map(\.score))
    }
  }
}
