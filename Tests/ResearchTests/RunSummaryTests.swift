import Foundation
import Research
import Testing

@Suite struct RunSummaryTests {
  private let summary = """
    {"val_bpb": 2.123456789, "training_seconds": 60.04, "total_seconds": 71.5, "peak_vram_mb": 812.25,
     "total_tokens_M": 1.234, "num_steps": 321, "num_params_M": 3.147
    """

  /// The original's lines, parsed as its agents do: `grep "^val_bpb:"`.
  @Test func theBlockIsTheOriginals() throws {
    let summary = try JSONDecoder().decode(RunSummary.self, from: Data((summary + ", \"depth\": 4}").utf8))
    #expect(
      summary.block == """
        ---
        val_bpb:          2.123457
        training_seconds: 60.0
        total_seconds:    71.5
        peak_vram_mb:     812.3
        total_tokens_M:   1.23
        num_steps:        321
        num_params_M:     3.15
        depth:            4
        """)
  }

  /// Files without that knob have no such line, and ledgers of before have no such member.
  @Test func depthMayBeMissing() throws {
    let summary = try JSONDecoder().decode(RunSummary.self, from: Data((summary + "}").utf8))
    #expect(summary.depth == nil)
    #expect(!summary.block.contains("depth"))
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(summary)) as? [String: Any]
    #expect(json?.keys.sorted().contains("depth") == false)
  }
}
