import Foundation
import Testing

/// What cannot be done is told in one line that says what and where, ends with a code, and leaves nothing behind.
@Suite(.enabled(if: Program.isBuilt, "needs the built program: 'make test' builds it"))
struct BadInputTests {
  private func refused(
    _ program: Program, _ arguments: [String], saying words: String...,
    location: SourceLocation = #_sourceLocation
  ) async throws {
    let outcome = try await program(arguments, limit: 60)
    #expect(outcome.status > 0 && outcome.status < 128, "status \(outcome.status)", sourceLocation: location)
    // Before the last line there may be progress, which is plain where there is no terminal.
    let line = outcome.errorLines.last ?? ""
    #expect(line.hasPrefix("apus: "), "\(outcome.errors)", sourceLocation: location)
    for word in words { #expect(line.contains(word), "\(line)", sourceLocation: location) }
    let failures = outcome.errorLines.count { $0.hasPrefix("apus: ") }
    #expect(failures == 1, "\(outcome.errors)", sourceLocation: location)
    for dump in ["Optional(", "Error Domain", "DecodingError", "NSCocoa", "Swift.", "Fatal error", ".swift:"]
    {
      #expect(!outcome.errors.contains(dump), "\(outcome.errors)", sourceLocation: location)
    }
  }

  @Test(arguments: [
    (["init", "w", "--budget", "0"], "budget"), (["init", "w", "--budget", "soon"], "--budget"),
    (["init", "w", "--vocabulary-size", "12"], "vocabulary"),
    (["init", "w", "--sequence-length", "2"], "sequence"),
    (["init", "w", "--evaluation-tokens", "1"], "evaluation"), (["init", "w", "--threads", "0"], "threads"),
    (["init", "w", "--learning-rate", "1"], "--learning-rate"), (["init"], "folder"),
    (["research", "-w", "w", "--experiments", "0"], "--experiments"),
    (["research", "-w", "w", "--hours=-1"], "--hours"),
    (["research", "-w", "w", "--until", "25:00"], "--until"),
    (["research", "-w", "w", "--researcher", "command"], "--command"),
    (["research", "-w", "w", "--researcher", "oracle"], "oracle"),
    (["research", "-w", "w", "--researcher", "knobs", "--command", "x"], "--command"),
    (["reserch"], "reserch"), (["show", "one", "-w", "w"], "one"),
  ])
  func arguments(_ arguments: [String], _ words: String) async throws {
    let program = try Program()
    defer { program.remove() }
    try await refused(program, arguments, saying: words)
    #expect(!FileManager.default.fileExists(atPath: program.path("w")))
  }

  @Test func aFolderThatIsNotEmpty() async throws {
    let program = try Program()
    defer { program.remove() }
    try FileManager.default.createDirectory(atPath: program.path("full"), withIntermediateDirectories: true)
    try program.write("mine", to: "full/notes.txt")
    try await refused(program, ["init", "full"], saying: "/full", "not empty")
    #expect(try FileManager.default.contentsOfDirectory(atPath: program.path("full")) == ["notes.txt"])
  }

  @Test func aFolderThatCannotBeMade() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("a file", to: "file")
    try await refused(program, ["init", "file/below"], saying: "file/below", "Not a directory")
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere")) func aReadOnlyFolder() async throws {
    let program = try Program()
    defer { program.remove() }
    try FileManager.default.createDirectory(
      atPath: program.path("closed"), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o555])
    try await refused(program, ["init", "closed/w"], saying: "closed/w", "Permission denied")
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/sys/kernel"),
      "needs Linux's /sys, which nobody can write to"))
  func aFolderThatNobodyCanWrite() async throws {
    let program = try Program()
    defer { program.remove() }
    try await refused(program, ["init", "/sys/apus-workspace"], saying: "/sys/apus-workspace")
  }

  @Test func noWorkspace() async throws {
    let program = try Program()
    defer { program.remove() }
    for command in [["status"], ["show", "1"], ["report"], ["run"], ["replay", "1"]] {
      try await refused(program, command + ["-w", "nowhere"], saying: "/nowhere", "apus init")
    }
    // Where none is named it is the one in the home folder.
    try await refused(program, ["status"], saying: program.path("apus-workspace"))
  }

  @Test func corpora() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("", to: "empty.txt")
    try program.write("a few words", to: "little.txt")
    try program.write("words", to: "letter.docx")
    let noise = Data((0..<4096).map { _ in UInt8.random(in: 0...255) })
    for name in ["noise.parquet", "noise.json", "noise.jsonl"] { try program.write(noise, to: name) }
    for (corpus, words) in [
      ("missing.txt", "no corpus at"), ("missing/*.txt", "no corpus at"), ("empty.txt", "empty"),
      ("little.txt", "too little text"), ("letter.docx", "format"), ("noise.parquet", "noise.parquet"),
      ("noise.json", "noise.json"), ("noise.jsonl", "noise.jsonl"),
    ] {
      try await refused(
        program, ["research", "-w", "w", "--corpus", corpus, "--experiments", "1"], saying: words, corpus)
      // Nothing is bound to a text that is of no use: the same command with a better one goes on.
      #expect(!FileManager.default.fileExists(atPath: program.path("w")), "\(corpus)")
    }
  }

  @Test func damagedWorkspaces() async throws {
    let program = try Program()
    defer { program.remove() }
    #expect(try await program(["init", "w"]).status == 0)
    let settings = try program.read("w/apus.json")
    let none = try await program(["status", "-w", "w"])
    #expect(none.status == 0 && none.output.contains("no experiment yet"), "\(none)")
    try await refused(program, ["show", "7", "-w", "w"], saying: "no experiment 7")
    for broken in [
      "", "{", "[]", settings.replacingOccurrences(of: "\"budget\"", with: "\"budgie\""),
      settings.replacingOccurrences(of: "\"corpus\" : \"gcide\"", with: "\"corpus\" : 7"),
    ] {
      try program.write(broken, to: "w/apus.json")
      try await refused(program, ["status", "-w", "w"], saying: "/w/apus.json")
    }
    try program.write(settings, to: "w/apus.json")
    try program.write("this is no database, whatever its name says", to: "w/.apus/ledger.sqlite")
    try await refused(program, ["status", "-w", "w"], saying: "ledger.sqlite")
  }

  @Test func tokenizers() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("{\"model\": {\"type\": \"WordPiece\"}}", to: "other.json")
    try program.write("not json", to: "broken.json")
    for name in ["missing.json", "other.json", "broken.json"] {
      try await refused(program, ["tokenizer", "encode", "--tokenizer", name], saying: name)
    }
  }
}
