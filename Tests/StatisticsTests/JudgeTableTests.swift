import Foundation
import Statistics
import Testing

@Suite struct JudgeTableTests {
  /// The tables of docs/judge.md are what the simulation gives now: a change of the rule changes the page.
  @Test func theDocumentHoldsTheMeasuredTables() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent("docs/judge.md"), encoding: .utf8)
    let comparisons = JudgeTable.markdown(JudgeTable.comparisons(seed: 1))
    let nights = JudgeTable.markdown(JudgeTable.nights(seed: 1))
    #expect(page.contains(comparisons), "docs/judge.md should hold\n\(comparisons)")
    #expect(page.contains(nights), "docs/judge.md should hold\n\(nights)")
  }

  @Test func rowsAreInOrder() {
    let rows = JudgeTable.comparisons(scenarios: [JudgeTable.Scenario.standard[0]], candidates: 200, seed: 1)
    #expect(rows.map(\.effect) == [0, 0.5, 1, 2, 3])
    // More of an effect is found more often.
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.kept <= $1.kept })
    #expect(rows[0].kept <= 0.05 && rows[4].kept > 0.95)
  }
}
