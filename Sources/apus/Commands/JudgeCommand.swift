import ArgumentParser
import Ledger
import Statistics
import Terminal

struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge", abstract: "What the judge's rule does: its error rates and its cost.",
    subcommands: [Simulate.self])

  struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put made-up candidates before the judge and before 'keep if lower'.",
      discussion: """
        Effects are in standard deviations of one run. docs/judge.md holds the table of the defaults.

        Example:
          apus judge simulate --candidates 1000 --seed 1
        """)

    @Option(help: "Candidates in each row.")
    var candidates = 1000

    @Option(help: "The seed.")
    var seed: UInt64 = 1

    @Flag(help: "Print one JSON array.")
    var json = false

    func run() throws {
      let rows = JudgeTable.comparisons(candidates: candidates, seed: seed)
      if json {
        let objects = rows.map { row -> JSONValue in
          [
            "scenario": .string(row.scenario), "effect": .number(row.effect), "kept": .number(row.kept),
            "runs": .number(row.runs), "kept_if_lower": .number(row.keptIfLower),
          ]
        }
        return Terminal.output.write(try JSONValue.array(objects).text() + "\n")
      }
      let width = (rows.map(\.scenario.count).max() ?? 0) + 2
      func cell(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
      }
      Terminal.output.write(cell("noise", width) + "effect  kept    runs   kept if lower\n")
      for row in rows {
        Terminal.output.write(
          cell(row.scenario, width) + cell(Format.decimals(row.effect, 1), 8)
            + cell(Format.decimals(row.kept * 100, 1) + " %", 8) + cell(Format.decimals(row.runs, 2), 7)
            + Format.decimals(row.keptIfLower * 100, 1) + " %\n")
      }
    }
  }
}
