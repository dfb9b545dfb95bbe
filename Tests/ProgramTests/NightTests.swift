import Foundation
import Testing

/// A night in small, from the outside: a text of the test's own, budgets of a second, killed and taken up again.
@Suite(
  .serialized,
  .enabled(if: Program.hasLibTorch, "needs LibTorch and the built module Lab: 'make test' brings both"))
struct NightTests {
  private static let research = [
    "research", "-w", "w", "--corpus", "corpus.jsonl", "--budget", "1s", "--sequence-length", "64",
    "--vocabulary-size",
    "512", "--evaluation-tokens", "2048", "--threads", "1", "--allow-unconfined",
  ]

  /// Documents of a language with a little grammar, one a line, some of them with bytes that are no UTF-8.
  private static func corpus() -> Data {
    let nouns = ["swift", "nest", "wing", "storm", "insect", "tower", "cloud", "winter"]
    let verbs = ["sleeps on", "flies over", "looks for", "returns to", "circles", "leaves"]
    var data = Data()
    for document in 0..<4000 {
      data += Data("{\"text\": \"".utf8)
      for _ in 0..<Int.random(in: 1...6) {
        let sentence = [nouns, verbs, nouns].compactMap { $0.randomElement() }.joined(separator: " ")
        data += Data("The \(sentence) \(Int.random(in: 1...99)) times. ".utf8)
      }
      if document % 100 == 0 { data += [0xFF, 0xC3, 0x28] }
      data += Data("\"}\n".utf8)
    }
    return data
  }

  /// Processes that have the folder in their command line.
  private func survivors(of folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.filter { Int($0) != nil }.compactMap { name in
      guard let bytes = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else { return nil }
      let line = String(decoding: bytes.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
      return line.contains(folder) ? line : nil
    }
  }

  private func expectNoSurvivors(_ program: Program, _ location: SourceLocation = #_sourceLocation)
    async throws
  {
    // The kernel takes a moment to tear a killed process down.
    for _ in 0..<100 where !survivors(of: program.path("w/")).isEmpty {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(survivors(of: program.path("w/")) == [], sourceLocation: location)
  }

  private static let figures = [
    "val_bpb", "training_seconds", "total_seconds", "peak_vram_mb", "total_tokens_M", "num_steps",
    "num_params_M", "depth",
  ]

  private func expectFigures(_ object: [String: Any], _ location: SourceLocation = #_sourceLocation) {
    for name in NightTests.figures { #expect(object[name] is NSNumber, "\(name)", sourceLocation: location) }
    #expect(["keep", "discard", "crash"].contains(object["status"] as? String), sourceLocation: location)
  }

  @Test func aNight() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(NightTests.corpus(), to: "corpus.jsonl")
    let command = NightTests.research + ["--experiments", "2"]

    // Killed at three different places; while it runs, a second one is refused.
    for (index, words) in ["gate:", "scoring", "val_bpb"].enumerated() {
      let call = try program.start(command)
      try await call.waits(for: words)
      if index == 0 {
        let second = try await program(command)
        #expect(second.status == 1)
        #expect(
          second.errorLines.last?.contains("another session (process \(call.pid)) works on this workspace")
            == true)
      }
      call.send(SIGKILL)
      #expect(try await call.end().status == SIGKILL)
      try await expectNoSurvivors(program)
    }
    // Interrupted: it ends by itself.
    let interrupted = try program.start(command)
    try await interrupted.waits(for: "gate:")
    interrupted.send(SIGINT)
    let stopped = try await interrupted.end(limit: 60)
    #expect(stopped.status == 0)
    #expect(stopped.errors.contains("the same command goes on from here"), "\(stopped.errors)")
    try await expectNoSurvivors(program)

    let finished = try await program(command)
    #expect(finished.status == 0, "\(finished.errors)")
    try await expectNoSurvivors(program)

    // results.tsv has the original's columns and a row for each experiment.
    let rows = try program.read("w/results.tsv").split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(rows.first?.joined(separator: " ") == "commit val_bpb memory_gb status description")
    #expect(rows.count == 3)
    #expect(rows.allSatisfy { $0.count == 5 })
    #expect(rows.dropFirst().first?[3] == "keep")

    let report = try program.read("w/report.html")
    #expect(report.contains("<svg"))
    for outside in ["http://", "https://", "src=", "href=", "<script", "@import", "url("] {
      #expect(!report.contains(outside), "\(outside)")
    }

    let status = try await program(["status", "-w", "w", "--json"]).object()
    #expect(status["experiments"] as? Int == 2)
    #expect(status["running"] as? Bool == false)
    expectFigures(status)
    expectFigures(try await program(["show", "1", "-w", "w", "--json"]).object())
    #expect(try await program(["show", "2", "-w", "w"]).output.contains("+let"))

    // The same run again: to the last bit on one thread.
    let replay = try await program(["replay", "1", "-w", "w", "--json"])
    #expect(replay.status == 0, "\(replay.errors)")
    let dossier = try await program(["show", "1", "-w", "w", "--json"]).object()
    let runs = try #require(dossier["runs"] as? [[String: Any]])
    let first = try #require(runs.first { $0["valBPB"] is NSNumber }?["valBPB"] as? Double)
    #expect(try replay.object()["val_bpb"] as? Double == first)

    try await byHand(program)
    try await agents(program)
    try await tokens(program)
  }

  /// `apus run`: the incumbent's figures, and a file that falls.
  private func byHand(_ program: Program) async throws {
    let good = try await program(["run", "-w", "w", "--json", "--allow-unconfined"])
    #expect(good.status == 0, "\(good.errors)")
    expectFigures(try good.object())
    let source = try program.read("w/Train.swift")
    try program.write("import Foundation\n" + source, to: "w/Train.swift")
    let bad = try await program(["run", "-w", "w", "--json", "--allow-unconfined"])
    #expect(bad.status == 1)
    let object = try bad.object()
    #expect(object["status"] as? String == "crash")
    #expect(object["stage"] as? String == "source")
    #expect(
      bad.errorLines.last?.hasPrefix("apus: source: line 1: import of 'Foundation'") == true, "\(bad.errors)")
    try program.write(source, to: "w/Train.swift")
  }

  /// A coding agent that is a shell command: its edit is tried, its last line is the hypothesis; one that edits nothing
  /// stops the research with a reason.
  private func agents(_ program: Program) async throws {
    let agent =
      "test -s program.md && sed -i 's/^import Glibc//; 1i import Glibc' Train.swift && echo 'a <b>bold</b> idea'"
    let outcome = try await program(NightTests.research + ["--experiments", "3", "--command", agent])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let shown = try await program(["show", "3", "-w", "w", "--json"]).object()
    #expect(shown["status"] as? String == "crash")
    let experiment = try #require(shown["experiment"] as? [String: Any])
    #expect(experiment["hypothesis"] as? String == "a <b>bold</b> idea")
    #expect(experiment["researcher"] as? String == "command")
    #expect(try program.read("w/report.html").contains("a &lt;b&gt;bold&lt;/b&gt; idea"))
    let idle = try await program(NightTests.research + ["--experiments", "4", "--command", "true"])
    #expect(idle.status == 1)
    #expect(idle.errorLines.last?.contains("no new proposal") == true, "\(idle.errors)")
    let other = try await program(NightTests.research + ["--experiments", "4", "--budget", "2s"])
    #expect(other.status == 1)
    #expect(other.errorLines.last?.contains("other settings") == true)
    #expect(try await program(["status", "-w", "w", "--json"]).object()["experiments"] as? Int == 3)
  }

  /// `apus tokenizer encode --json` from standard input, with the tokenizer that the night trained.
  private func tokens(_ program: Program) async throws {
    let prepared = program.path("cache/prepared")
    let folder = try #require(
      FileManager.default.contentsOfDirectory(atPath: prepared).first {
        FileManager.default.fileExists(atPath: "\(prepared)/\($0)/tokenizer.json")
      })
    let file = "\(prepared)/\(folder)/tokenizer.json"
    for text in ["The swift sleeps on the wing", "", "雨燕 🐦\n"] {
      let outcome = try await program(["tokenizer", "encode", "--tokenizer", file, "--json"], input: text)
      let ids = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [Int])
      #expect(ids.isEmpty == text.isEmpty)
      #expect(ids.count <= text.utf8.count)
      #expect(ids.allSatisfy { (0..<512).contains($0) })
    }
  }
}
