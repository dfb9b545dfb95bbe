import Foundation
import Ledger
import Testing

@Suite struct LedgerTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func anExperimentFromProposalToDecision() throws {
    let ledger = try Ledger.open(scratch.ledger)
    let id = try ledger.beginExperiment(.sample(7), state: ["knobs": ["asked": 1]])
    #expect(id == 1)
    #expect(try ledger.state("knobs")?["asked"]?.intValue == 1)
    try ledger.advance(id, to: .gated)
    try ledger.advance(id, to: .gated)
    let run = try ledger.beginRun(of: id, seed: 42, purpose: .search, logPath: "runs/1/log")
    #expect(try ledger.experiment(id)?.stage == .running)
    let points = (0..<100).map {
      SeriesPoint(step: $0, seconds: 0.5, tokens: $0 * 2048, loss: 9 / Double($0 + 1))
    }
    try ledger.appendSeries(points, to: run)
    try ledger.finishRun(run, valBPB: 1.25, summary: ["peak_memory_mb": 2048.5, "num_steps": 100])
    try ledger.setCommit("0123456789abcdef", of: id)
    try ledger.decide(id, status: .keep, reason: "better", verdict: "improved", evidence: ["gain": 0.02])

    let dossier = try #require(try ledger.dossier(of: id))
    #expect(dossier.experiment.status == .keep)
    #expect(dossier.experiment.assignment == ["depth": 7])
    #expect(dossier.runs.map(\.valBPB) == [1.25])
    #expect(dossier.runs[0].summary?["peak_memory_mb"]?.doubleValue == 2048.5)
    #expect(dossier.decision?.evidence["gain"]?.doubleValue == 0.02)
    #expect(try ledger.incumbent()?.id == id)
    #expect(try ledger.unfinished().isEmpty)
    #expect(try ledger.source(dossier.experiment.sourceHash) == "let depth = 1\n")
    #expect(try ledger.series(of: run) == points)
    let kinds = try ledger.events().map(\.kind)
    #expect(
      kinds == [
        "experiment.proposed", "experiment.gated", "run.started", "run.finished", "experiment.decided",
      ])
    #expect(try ledger.dossier(of: 2) == nil)
    let copy = try JSONValue(encoding: dossier)
    #expect(copy["experiment"]?["hypothesis"] == "wider by 7")
  }

  @Test func everythingIsThereAfterReopening() throws {
    do {
      let ledger = try Ledger.open(scratch.ledger)
      let id = try ledger.beginExperiment(.sample())
      _ = try ledger.beginRun(of: id, seed: 1, purpose: .search)
      try ledger.setState("settings", ["budget": 60])
    }
    let ledger = try Ledger.open(scratch.ledger)
    #expect(try ledger.unfinished().map(\.id) == [1])
    let abandoned = try ledger.abandonStartedRuns()
    #expect(abandoned.map(\.id) == [1])
    #expect(try ledger.runs(of: 1).map(\.failureStage) == ["interrupted"])
    #expect(try ledger.abandonStartedRuns().isEmpty)
    #expect(try ledger.state("settings") == ["budget": 60])
    try ledger.setState("settings", nil)
    #expect(try ledger.state("settings") == nil)
    #expect(try ledger.beginExperiment(.sample()) == 2)
  }

  @Test func contradictionsAreRefusedAndChangeNothing() throws {
    let ledger = try Ledger.open(scratch.ledger)
    let id = try ledger.beginExperiment(.sample())
    let run = try ledger.beginRun(of: id, seed: 1, purpose: .search)
    let before = try ledger.events().count
    func refused(_ body: () throws(LedgerError) -> Void) {
      #expect {
        try body()
      } throws: { error in
        if case LedgerError.invalid = error { true } else { false }
      }
    }
    refused { () throws(LedgerError) in try ledger.advance(id, to: .gated) }
    refused { () throws(LedgerError) in try ledger.advance(99, to: .gated) }
    refused { () throws(LedgerError) in try ledger.advance(id, to: .decided) }
    refused { () throws(LedgerError) in
      try ledger.decide(id, status: .keep, reason: "", verdict: "", evidence: [:])
    }
    refused { () throws(LedgerError) in
      _ = try ledger.beginExperiment(
        NewExperiment(parent: 99, researcher: "knobs", hypothesis: "", source: ""))
    }
    refused { () throws(LedgerError) in try ledger.finishRun(99, valBPB: 1, summary: [:]) }
    refused { () throws(LedgerError) in try ledger.finishRun(run, valBPB: .nan, summary: [:]) }
    refused { () throws(LedgerError) in
      try ledger.appendSeries([SeriesPoint(step: 0, seconds: 0, tokens: 0, loss: 0)], to: 99)
    }
    try ledger.failRun(run, stage: "train", message: "loss is nan")
    refused { () throws(LedgerError) in try ledger.finishRun(run, valBPB: 1, summary: [:]) }
    try ledger.decide(id, status: .crash, reason: "loss is nan", verdict: "crash", evidence: [:])
    refused { () throws(LedgerError) in
      try ledger.decide(id, status: .keep, reason: "", verdict: "", evidence: [:])
    }
    refused { () throws(LedgerError) in _ = try ledger.beginRun(of: id, seed: 2, purpose: .search) }
    #expect(try ledger.beginRun(of: id, seed: 2, purpose: .final) == 2)
    #expect(try ledger.experiment(id)?.status == .crash)
    #expect(try ledger.events().count == before + 3)
  }

  @Test func aCurveIsThinnedEvenlyAndKeepsItsEnds() throws {
    let ledger = try Ledger.open(scratch.ledger)
    let run = try ledger.beginRun(of: try ledger.beginExperiment(.sample()), seed: 0, purpose: .search)
    let count = Int.random(in: 2_000...6_000)
    try ledger.appendSeries(
      (0..<count).map {
        SeriesPoint(step: $0, seconds: Double($0), tokens: $0, loss: $0 == 5 ? .infinity : 1)
      }, to: run)
    let some = try ledger.series(of: run, maximum: 100)
    #expect(some.count <= 101 && some.count > 50)
    #expect(some.first?.step == 0 && some.last?.step == count - 1)
    #expect(try ledger.series(of: run)[5].loss.isNaN)
    try ledger.appendSeries([SeriesPoint(step: 5, seconds: 5, tokens: 5, loss: 3)], to: run)
    #expect(try ledger.series(of: run)[5].loss == 3)
    #expect(try ledger.series(of: run).count == count)
  }

  @Test func theResultsTableHasTheOriginalsColumns() throws {
    let ledger = try Ledger.open(scratch.ledger)
    func add(_ hypothesis: String, _ status: ExperimentStatus, _ figures: [Double], commit: String?) throws {
      let id = try ledger.beginExperiment(
        NewExperiment(researcher: "knobs", hypothesis: hypothesis, source: "x", commit: commit))
      for (seed, figure) in figures.enumerated() {
        let run = try ledger.beginRun(of: id, seed: seed, purpose: seed == 0 ? .search : .confirm)
        try ledger.finishRun(run, valBPB: figure, summary: ["peak_memory_mb": .number(1536.4 + Double(seed))])
      }
      try ledger.decide(id, status: status, reason: "out of memory", verdict: "", evidence: [:])
    }
    try add("baseline", .keep, [1.5, 1.25], commit: "aaaaaaaabbbb")
    try add("a\ttab\nand\r\n\u{2028}\u{1B}[31m lines", .discard, [2], commit: "ccccccccdddd")
    try add("too wide", .crash, [], commit: nil)
    _ = try ledger.beginExperiment(.sample())
    #expect(
      try ledger.resultsTable() == """
        commit\tval_bpb\tmemory_gb\tstatus\tdescription
        aaaaaaa\t1.375000\t1.5\tkeep\tbaseline
        ccccccc\t2.000000\t1.5\tdiscard\ta tab and [31m lines
        -\t0.000000\t0.0\tcrash\ttoo wide: out of memory

        """)
  }

  @Test func sourcesAreStoredOnceUnderTheirSHA256() throws {
    let ledger = try Ledger.open(scratch.ledger)
    // FIPS 180-4 examples and lengths about the padding's edges; digests by Python's hashlib.
    let known = [
      "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq":
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ]
    for (text, digest) in known {
      let id = try ledger.beginExperiment(NewExperiment(researcher: "t", hypothesis: "", source: text))
      #expect(try ledger.experiment(id)?.sourceHash == digest)
    }
    let again = try ledger.beginExperiment(NewExperiment(researcher: "t", hypothesis: "", source: "abc"))
    #expect(try ledger.experiment(again)?.sourceHash == known["abc"])
  }

  @Test func sourceHashesAgreeWithTheSystem() throws {
    let ledger = try Ledger.open(scratch.ledger)
    for length in [55, 56, 63, 64, 65, 119, 120, 15_000] {
      let text = String((0..<length).map { _ in Character(Unicode.Scalar(UInt8.random(in: 32...126))) })
      let file = scratch.path + "/text"
      try AtomicFile.write(text, to: file)
      let id = try ledger.beginExperiment(NewExperiment(researcher: "t", hypothesis: "", source: text))
      #expect(try ledger.experiment(id)?.sourceHash == Tool.run("sha256sum", file).prefix(64).description)
    }
  }
}
