import Foundation
import Ledger
import Testing

/// A writer that is killed, or runs out of disk, in the middle of its work.
@Suite(.serialized) struct LedgerCrashTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func killedAtRandomMomentsNothingCommittedIsLostOrDoubled() async throws {
    let path = scratch.ledger
    var acknowledgedBefore = 0
    for round in 0..<20 {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        // Half of the kills may fall into the opening; the others come once it works, however slow the machine.
        [path = path as String, early = (round % 2 == 0) as Bool] in
        try Writer(path).workUntilKilled(early: early)
      }
      let ledger = try Ledger.open(path)
      let experiments = try ledger.experiments()
      #expect(experiments.map(\.id) == Array(1..<(experiments.count + 1)))
      let runs = try ledger.runs()
      #expect(runs.map(\.id) == Array(1..<(runs.count + 1)))
      // The counter is set in the transaction that inserts.
      #expect(try ledger.state("begun")?.intValue ?? 0 == experiments.count)
      let acknowledged = try Writer.acknowledged(path)
      for line in acknowledged {
        let number = try #require(Int(line.dropFirst()))
        switch line.first {
        case "b": #expect(experiments.count >= number)
        case "r": #expect(runs.count >= number)
        case "d":
          #expect(experiments[number - 1].status != nil)
          #expect(try ledger.decision(of: number)?.evidence["seen"]?.intValue == number)
        default: Issue.record("round \(round): \(line)")
        }
      }
      for experiment in experiments {
        #expect((experiment.stage == .decided) == (try ledger.decision(of: experiment.id) != nil))
      }
      #expect(acknowledged.count >= acknowledgedBefore)
      acknowledgedBefore = acknowledged.count
    }
    #expect(acknowledgedBefore >= 10)
  }

  @Test func aFullDiskIsATypedErrorAndTheLedgerStillOpens() async throws {
    let path = scratch.ledger
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      let ledger = try Ledger.open(path)
      _ = try ledger.beginExperiment(.sample())
      guard limitFileSize(to: 1 << 20) else { exit(2) }
      do {
        for number in 0..<10_000 {
          _ = try ledger.beginExperiment(
            NewExperiment(
              researcher: "t", hypothesis: "", source: String(repeating: "\(number) ", count: 2_000)))
        }
        exit(3)
      } catch is LedgerError {
        // Reading goes on, and what was committed is whole.
        let experiments = try ledger.experiments()
        exit(experiments.map(\.id) == Array(1..<(experiments.count + 1)) ? 0 : 4)
      }
    }
    let ledger = try Ledger.open(path)
    #expect(try ledger.experiments().count > 1)
    #expect(try ledger.beginExperiment(.sample()) == ledger.experiments().count)
  }

  @Test(.enabled(if: Tool.canMountMemory, "needs root to mount a small file system"))
  func aFullFileSystemIsNamedAndHoldsNoHalfWrittenFile() throws {
    #expect(try Tool.status("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", scratch.path) == 0)
    defer { _ = try? Tool.status("umount", "-l", scratch.path) }
    let table = scratch.path + "/results.tsv"
    try AtomicFile.write("old", to: table)
    let ledger = try Ledger.open(scratch.ledger)
    var added = 0
    #expect(throws: LedgerError.full(path: scratch.ledger)) {
      for number in 0..<1_000 {
        _ = try ledger.beginExperiment(
          NewExperiment(
            researcher: "t", hypothesis: "", source: String(repeating: "\(number) ", count: 2_000)))
        added += 1
      }
    }
    #expect(try ledger.experiments().count == added && added > 1)
    let large = [UInt8](repeating: 0, count: 1 << 20)
    #expect(throws: LedgerError.full(path: table)) { try AtomicFile.write(large, to: table) }
    #expect(try String(contentsOfFile: table, encoding: .utf8) == "old")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter { $0.hasPrefix("results") }
        .count == 1)
  }
}

/// Stands in for a full disk: writes beyond the size fail.
private func limitFileSize(to bytes: rlim_t) -> Bool {
  var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
  #if canImport(Glibc)
    return setrlimit(Int32(RLIMIT_FSIZE.rawValue), &limit) == 0
  #else
    return setrlimit(RLIMIT_FSIZE, &limit) == 0
  #endif
}

/// The work of a short session, each step acknowledged in a file once the ledger has returned from it.
private struct Writer {
  let path: String

  init(_ path: String) { self.path = path }

  static func acknowledged(_ path: String) throws -> [Substring] {
    // The last line may be cut off by the kill.
    let text = try String(contentsOfFile: path + ".acks", encoding: .utf8)
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { $0 }
  }

  func workUntilKilled(early: Bool) throws {
    let acks = open(path + ".acks", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    func acknowledge(_ line: String) { _ = write(acks, line + "\n", line.utf8.count + 1) }
    func killSoon() {
      let delay = UInt32.random(in: 500...60_000)
      Thread.detachNewThread {
        usleep(delay)
        kill(getpid(), SIGKILL)
      }
    }
    if early { killSoon() }
    var isDoomed = early
    let ledger = try Ledger.open(path)
    try ledger.abandonStartedRuns()
    for experiment in try ledger.unfinished() {
      try ledger.decide(
        experiment.id, status: .crash, reason: "interrupted", verdict: "",
        evidence: ["seen": .integer(experiment.id)])
      acknowledge("d\(experiment.id)")
    }
    while true {
      let begun = try ledger.state("begun")?.intValue ?? 0
      let id = try ledger.beginExperiment(.sample(begun), state: ["begun": .integer(begun + 1)])
      acknowledge("b\(id)")
      if !isDoomed { killSoon() }
      isDoomed = true
      try ledger.advance(id, to: .gated)
      let run = try ledger.beginRun(of: id, seed: id, purpose: .search)
      acknowledge("r\(run)")
      try ledger.appendSeries(
        (0..<50).map { SeriesPoint(step: $0, seconds: 1, tokens: 1, loss: 1) }, to: run)
      try ledger.finishRun(run, valBPB: 1, summary: ["num_steps": 50])
      try ledger.decide(
        id, status: .discard, reason: "", verdict: "no gain", evidence: ["seen": .integer(id)])
      acknowledge("d\(id)")
    }
  }
}
