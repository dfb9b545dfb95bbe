import Datasets
import Experiments
import Ledger
import Statistics
import Terminal

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Baseline and best on the test split, and what they write. The test split is opened here and nowhere else; each opening
/// is written down, and one that was made is not made again.
struct Finals: Codable, Sendable, Equatable {
  /// The experiment that was the incumbent when the split was opened.
  var best: Int
  /// Seeds that both were run under, with their test scores.
  var seeds: [UInt64]
  var baselineScores: [Double]
  var bestScores: [Double]
  var samples: [Sample]
  /// Seconds since 1970.
  var openedAt: Double

  struct Sample: Codable, Sendable, Equatable {
    var prompt: String
    var baseline: String
    var best: String
  }

  /// Measures what is not measured yet. Nil when no best is left to compare: the baseline stands.
  static func open(
    workspace: Workspace, ledger: Ledger, bench: TestBench, decode: ([Int32]) -> String
  ) async throws -> Finals? {
    let history = try History(ledger)
    guard let baseline = history.baseline, let best = history.incumbent, best.id != baseline.id else {
      return nil
    }
    let key = "finals.\(best.id)"
    if let stored = try ledger.state(key) {
      return try stored.decoded()
    }
    let known = Set(history.scores(of: best.id).map(\.seed))
    let seeds = history.scores(of: baseline.id).map(\.seed).filter(known.contains)
    var finals = Finals(
      best: best.id, seeds: seeds, baselineScores: [], bestScores: [], samples: [],
      openedAt: Date().timeIntervalSince1970)
    var texts: [[String]] = []
    for experiment in [baseline, best] {
      let program = try await bench.program(of: experiment)
      for seed in seeds {
        guard let run = try ledger.runs(of: experiment.id).last(where: { $0.seed == Int(seed) && $0.valBPB != nil }) else {
          continue
        }
        let prompts = seed == seeds.first ? bench.prompts : []
        let score = try await bench.score(
          program: program, in: workspace.runFolder(run.id), split: .test, prompts: prompts)
        if experiment.id == baseline.id {
          finals.baselineScores.append(score.bitsPerByte)
        } else {
          finals.bestScores.append(score.bitsPerByte)
        }
        if !prompts.isEmpty { texts.append(score.samples.map(decode)) }
      }
    }
    if texts.count == 2 {
      for (index, prompt) in bench.prompts.enumerated() where index < min(texts[0].count, texts[1].count) {
        finals.samples.append(
          Sample(prompt: decode(prompt), baseline: texts[0][index], best: texts[1][index]))
      }
    }
    try ledger.setState(key, JSONValue(encoding: finals))
    return finals
  }

  /// One sentence with the difference on the test split and its interval.
  var conclusion: String {
    let differences = zip(baselineScores, bestScores).map { $0 - $1 }
    guard let first = differences.first else { return "No seed was run for both: nothing can be compared." }
    let mean = differences.reduce(0, +) / Double(differences.count)
    let start = "On text that the search never saw, experiment \(best) is \(Finals.signed(mean)) bits per byte against the baseline"
    guard differences.count > 1, let interval = Interval.studentT(differences) else {
      return start + ", on one seed (\(Finals.signed(first))); one seed gives no interval."
    }
    let range = "95 % interval \(Finals.signed(interval.low)) to \(Finals.signed(interval.high)), paired t over \(differences.count) seeds"
    return "\(start) (\(range); below zero is worse)."
  }

  private static func signed(_ value: Double) -> String {
    (value < 0 ? "−" : "+") + Format.decimals(abs(value), 4)
  }
}
