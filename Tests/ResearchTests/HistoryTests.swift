import Foundation
import Ledger
import Research
import Statistics
import Testing

/// What the judge and the researchers are shown of the past.
@Suite struct HistoryTests {
  private let folder: String
  private let ledger: Ledger

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/apus-history-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    ledger = try .open(folder + "/ledger.sqlite")
  }

  /// A decided experiment with one run for each seed and score.
  @discardableResult private func experiment(
    _ status: ExperimentStatus, _ reason: Evidence.Reason? = nil, parent: Int? = nil,
    source: String = UUID().uuidString,
    runs: [(seed: Int, score: Double)]
  ) throws -> Int {
    let id = try ledger.beginExperiment(
      NewExperiment(
        parent: parent, researcher: parent == nil ? "baseline" : "knobs", hypothesis: "h", source: source))
    for run in runs { try self.run(id, run.seed, run.score) }
    let evidence: JSONValue = try reason.map { try HistoryTests.evidence($0) } ?? .null
    try ledger.decide(
      id, status: status, reason: "r", verdict: reason?.rawValue ?? status.rawValue, evidence: evidence)
    return id
  }

  private func run(_ experiment: Int, _ seed: Int, _ score: Double) throws {
    let run = try ledger.beginRun(of: experiment, seed: seed, purpose: .confirm)
    try ledger.finishRun(run, valBPB: score, summary: .object([:]))
  }

  private static func evidence(_ reason: Evidence.Reason) throws -> JSONValue {
    try JSONValue(
      text: """
        {"reason": "\(reason.rawValue)", "effect": 0.01, "interval": {"low": 0}, "eValue": "inf", "threshold": 20,
         "level": 0.05, "pairs": 2, "ordinal": 1, "noise": 0.002, "margin": 0, "marginEValue": 0}
        """)
  }

  private func history() throws -> History { try History(ledger) }

  @Test func nothingYet() throws {
    let history = try history()
    #expect(history.incumbent == nil)
    #expect(history.reference == nil)
    #expect(history.trials.isEmpty)
    #expect(history.scores(of: 1).isEmpty)
  }

  /// What was kept as merely simpler is edited from, and not compared with: margins must not add up.
  @Test func aSimplerVersionIsIncumbentAndNoReference() throws {
    let baseline = try experiment(.keep, runs: [(1, 2.5), (2, 2.51)])
    #expect(try history().reference?.id == baseline)
    let simpler = try experiment(.keep, .simpler, parent: baseline, runs: [(1, 2.501)])
    #expect(try history().incumbent?.id == simpler)
    #expect(try history().reference?.id == baseline)
    let identical = try experiment(.keep, .identicalAndShorter, parent: simpler, runs: [(1, 2.5)])
    #expect(try history().incumbent?.id == identical)
    #expect(try history().reference?.id == baseline)
    let better = try experiment(.keep, .improvement, parent: identical, runs: [(1, 2.4)])
    #expect(try history().incumbent?.id == better)
    #expect(try history().reference?.id == better)
    try experiment(.discard, .futile, parent: better, runs: [(1, 2.6)])
    try experiment(.crash, parent: better, runs: [])
    #expect(try history().incumbent?.id == better)
    #expect(try history().reference?.id == better)
  }

  @Test func theFreshestRunOfASeedCounts() throws {
    let baseline = try experiment(.keep, runs: [(3, 2.5), (1, 2.6), (2, 2.7)])
    try run(baseline, 1, 2.0)
    #expect(try history().scores(of: baseline).map(\.seed) == [3, 1, 2], "in the order of their first runs")
    #expect(try history().scores(of: baseline).map(\.score) == [2.5, 2.0, 2.7])
  }

  @Test func aFailedRunIsNoScore() throws {
    let baseline = try experiment(.keep, runs: [(1, 2.5)])
    let failed = try ledger.beginRun(of: baseline, seed: 1, purpose: .confirm)
    try ledger.failRun(failed, stage: "train", message: "stopped")
    #expect(try history().scores(of: baseline).map(\.score) == [2.5])
  }

  @Test func candidatesAreCountedThatWereCompared() throws {
    let baseline = try experiment(.keep, runs: [(1, 2.5), (2, 2.52)])
    try experiment(.discard, .futile, parent: baseline, runs: [(1, 2.6)])
    try experiment(.crash, parent: baseline, runs: [])
    let better = try experiment(.keep, .improvement, parent: baseline, runs: [(1, 2.4), (2, 2.41)])
    try experiment(.keep, .simpler, parent: better, runs: [(1, 2.4)])
    let last = try experiment(.discard, .pairsExhausted, parent: better, runs: [(2, 2.40), (1, 2.39)])
    let history = try history()
    let candidate = try #require(history.experiments.first { $0.id == last })
    let reference = try #require(history.experiments.first { $0.id == better })
    let comparison = history.comparison(of: candidate, with: reference)
    // The crash was compared with nothing; the simpler version was kept and is no improvement.
    #expect(comparison.ordinal == 4)
    #expect(comparison.kept == 1)
    #expect(comparison.differences.map { ($0 * 1000).rounded() } == [10, 10])
    let first = try #require(history.experiments.first { $0.id == 2 })
    let earlier = history.comparison(of: first, with: try #require(history.experiments.first))
    #expect(earlier.ordinal == 1)
    #expect(earlier.kept == 0)
  }

  @Test func codeSavedIsCountedAgainstTheParent() throws {
    let baseline = try experiment(.keep, source: "let a = 1\nlet b = 2 // words\n", runs: [(1, 2.5)])
    let shorter = try experiment(.discard, .futile, parent: baseline, source: "let a = 1", runs: [(1, 2.5)])
    let chatty = try experiment(
      .discard, .futile, parent: baseline,
      source: "/* longer */ let a = 1\n\n\nlet b = 2 // more and more words\n", runs: [])
    let history = try history()
    let reference = try #require(history.reference)
    func saved(_ id: Int) throws -> Int {
      history.comparison(of: try #require(history.experiments.first { $0.id == id }), with: reference)
        .tokensSaved
    }
    #expect(try saved(shorter) == 4)
    #expect(try saved(chatty) == 0)
  }

  @Test func researchersAreToldAll() throws {
    let baseline = try experiment(.keep, source: "one", runs: [(1, 2.5)])
    try experiment(.crash, parent: baseline, source: "two", runs: [])
    let trials = try history().trials
    #expect(trials.map(\.source) == ["one", "two"])
    #expect(trials.map(\.status) == ["keep", "crash"])
    #expect(trials.map(\.scores) == [[2.5], []])
    #expect(trials.map(\.parent) == [nil, baseline])
  }
}
