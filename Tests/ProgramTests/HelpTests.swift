import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, "needs the built program: 'make test' builds it"))
struct HelpTests {
  @Test(arguments: [
    ["research"], ["run"], ["status"], ["show"], ["replay"], ["report"], ["init"], ["prepare"],
    ["tokenizer", "encode"],
    ["judge", "simulate"], ["doctor"],
  ])
  func everyCommandShowsAnExample(_ command: [String]) async throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try await program(command + ["--help"], limit: 60)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("USAGE: apus \(command.joined(separator: " "))"))
    #expect(outcome.output.contains("Example"), "\(outcome.output)")
    // Once as the usage, once in an example.
    #expect(outcome.output.components(separatedBy: "apus \(command.joined(separator: " "))").count >= 3)
  }

  @Test func theProgramNamesItsCommands() async throws {
    let program = try Program()
    defer { program.remove() }
    for arguments in [[], ["--help"]] {
      let outcome = try await program(arguments, limit: 60)
      #expect(outcome.status == 0)
      for name in [
        "research", "run", "status", "show", "replay", "report", "init", "prepare", "tokenizer", "doctor",
      ] {
        #expect(outcome.output.contains("  \(name)"), "\(name)")
      }
      // What the loop calls is not for people.
      #expect(!outcome.output.contains("probe-bfloat16"))
    }
    let version = try await program(["--version"])
    #expect(version.output.split(separator: ".").count == 3)
  }
}
