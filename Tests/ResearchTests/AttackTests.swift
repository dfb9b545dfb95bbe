import Datasets
import Foundation
import Ledger
import Research
import Testing

/// Experiment files that cheat or misbehave: each falls at its stage, by a message that names it, and the bench works on.
@Suite(
  .serialized,
  .enabled(if: TestLab.found != nil, "needs LibTorch and the built module Lab: 'make test' brings both"))
struct AttackTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    let name: String
    let stage: Rejection.Stage
    let words: String
    var testDescription: String { name }

    init(_ name: String, _ stage: Rejection.Stage, _ words: String) {
      self.name = name
      self.stage = stage
      self.words = words
    }
  }

  static let attacks = [
    Attack("forged-summary", .smoke, "a result of its own"),
    Attack("reads-validation", .typecheck, "TokenSplit"),
    Attack("imports-token-shards", .source, "TokenShards"),
    Attack("peeks", .score, "later tokens"),
    Attack("peeks-a-little", .score, "later tokens"),
    Attack("peeks-late", .score, "later tokens"),
    Attack("peeks-early", .score, "later tokens"),
    Attack("peeks-loudly", .score, "later tokens"),
    Attack("remembers", .score, "remembers"),
    Attack("constant", .score, "same logits"),
    Attack("nan", .score, "not finite"),
    Attack("wrong-shape", .smoke, "logits have shape"),
    Attack("past-the-clock", .train, "after the clock"),
    Attack("endless", .smoke, "did not end"),
    Attack("endless-training", .smoke, "did not end"),
    Attack("allocates", .smoke, "memory"),
    Attack("huge-model", .smoke, "parameters need"),
    Attack("forks", .source, "Glibc"),
    Attack("socket", .source, "FoundationNetworking"),
    Attack("writes-outside", .source, "Foundation"),
    Attack("silgen", .source, "_silgen_name"),
    Attack("exports-c", .source, "@c"),
    Attack("pointer", .typecheck, "unsafe"),
    Attack("waives-safety", .source, "unsafe"),
    Attack("crashes", .train, "crashed"),
    Attack("floods", .train, "output"),
  ]

  @Test(arguments: attacks)
  func falls(_ attack: Attack) async throws {
    let trial = try await Trial(budget: 2)
    defer { trial.remove() }
    let rejection = await #expect(throws: Rejection.self) { try await trial.run(attack.name) }
    #expect(rejection?.stage == attack.stage, "\(rejection.map { "\($0)" } ?? "")")
    #expect(rejection?.message.contains(attack.words) == true, "\(rejection.map { "\($0)" } ?? "")")
    #expect(FileManager.default.fileExists(atPath: "/tmp/apus-attack") == false)
  }

  /// The file that plays by the rules is scored, and better than chance: the bench is no place where everything falls.
  @Test func honestIsScored() async throws {
    let trial = try await Trial(budget: 2)
    defer { trial.remove() }
    let summary = try await trial.run("honest")
    #expect(summary.val_bpb > 0)
    #expect(summary.val_bpb < 3)
    #expect(summary.num_steps > 2)
    #expect(summary.training_seconds <= 2.5)
  }

  /// One workspace with its text.
  struct Trial {
    let lab: TestLab
    let folder: String
    let runner: SingleRun

    init(budget: Double) async throws {
      lab = try #require(TestLab.found)
      folder = try TestLab.folder()
      let text = try lab.text(in: folder)
      let workspace = try await Workspace.create(
        folder + "/workspace", settings: lab.settings(budget: budget), template: lab.root + "/Experiments/gpt"
      )
      runner = SingleRun(
        workspace: workspace, ledger: try .open(workspace.ledgerPath),
        bench: try await lab.bench(workspace, text: text)
      ) { _ in }
    }

    func run(_ name: String) async throws -> RunSummary {
      try await runner.run(try lab.attack(name), seed: 1)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
  }
}
