import Foundation
import Ledger
import Testing

@Suite struct LedgerFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func aSecondSessionIsRefusedUntilTheFirstEnds() throws {
    var first: Ledger? = try Ledger.open(scratch.ledger)
    #expect(throws: LedgerError.locked(path: scratch.ledger, holder: getpid())) {
      try Ledger.open(scratch.ledger)
    }
    #expect(try first?.beginExperiment(.sample()) == 1)
    first = nil
    let second = try Ledger.open(scratch.ledger)
    #expect(try second.experiments().count == 1)
  }

  @Test func readersSeeCommittedStepsWhileASessionWrites() async throws {
    let path = scratch.ledger
    let writer = try Ledger.open(path)
    let reader = try Ledger.openForReading(path)
    #expect(try reader.experiments().isEmpty)
    #expect(throws: LedgerError.invalid("opened for reading only")) { try reader.setState("a", 1) }
    let total = 200
    async let seen: Int = Task.detached {
      var last = 0
      while last < total {
        // Each read is one moment: an experiment is never there without its event.
        let experiments = try reader.experiments().count
        let events = try reader.events().count
        #expect(experiments >= last && events >= experiments)
        last = experiments
      }
      return last
    }.value
    for number in 0..<total { _ = try writer.beginExperiment(.sample(number)) }
    #expect(try await seen == total)
  }

  @Test func aMissingLedgerIsNamed() throws {
    #expect(throws: LedgerError.missing(path: scratch.ledger)) { try Ledger.openForReading(scratch.ledger) }
    #expect(throws: LedgerError.self) { try Ledger.open(scratch.path + "/absent/ledger.sqlite") }
  }

  @Test(arguments: ["text", "zeros", "torn"])
  func aDamagedFileIsNamedAndLeftAlone(_ kind: String) throws {
    var bytes = Data(repeating: kind == "zeros" ? 0 : UInt8(ascii: "x"), count: 8192)
    if kind == "torn" {
      do {
        let ledger = try Ledger.open(scratch.ledger)
        for number in 0..<200 { _ = try ledger.beginExperiment(.sample(number)) }
      }
      bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.ledger))
      for page in 3..<12 {
        bytes.replaceSubrange(page * 4096..<page * 4096 + 2048, with: Data(repeating: 0xA5, count: 2048))
      }
    }
    try bytes.write(to: URL(fileURLWithPath: scratch.ledger))
    #expect {
      try Ledger.open(scratch.ledger)
    } throws: { error in
      guard case LedgerError.corrupt(let path, _) = error else { return false }
      return path == scratch.ledger && !"\(error)".contains("\n")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.ledger)) == bytes)
  }

  @Test func aStrangersDatabaseIsRefused() throws {
    try #require(Tool.run("sqlite3", "--version").isEmpty == false)
    _ = try Tool.run("sqlite3", scratch.ledger, "CREATE TABLE notes (text)")
    #expect(throws: LedgerError.corrupt(path: scratch.ledger, detail: "another program's database")) {
      try Ledger.open(scratch.ledger)
    }
  }

  @Test func anAtomicFileIsReplacedWholeAndLeavesNothingBehind() throws {
    let path = scratch.path + "/results.tsv"
    try AtomicFile.write("first", to: path)
    try AtomicFile.write("second", to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "second")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["results.tsv"])
    #expect(throws: LedgerError.self) { try AtomicFile.write("x", to: scratch.path + "/absent/file") }
  }
}
