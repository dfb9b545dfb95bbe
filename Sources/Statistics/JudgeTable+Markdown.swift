extension JudgeTable {
  /// Rows of single comparisons as a Markdown table.
  public static func markdown(_ rows: [ComparisonRow]) -> String {
    table(
      ["noise", "true effect", "kept by the judge", "runs", "kept if lower"],
      rows.map { row in
        [row.scenario, effect(row.effect), percent(row.kept), decimal(row.runs), percent(row.keptIfLower)]
      })
  }

  /// Rows of whole nights as a Markdown table.
  public static func markdown(_ rows: [NightRow]) -> String {
    table(
      [
        "noise", "effect of the real", "false among kept", "found", "runs per night", "true gain",
        "if lower: false among kept", "found", "true gain",
      ],
      rows.map { row in
        [
          row.scenario, effect(row.effect), percent(row.judged.falseDiscoveryRate),
          percent(row.judged.real.keptShare), decimal(row.judged.runsPerNight),
          decimal(row.judged.meanGain) + " σ", percent(row.lower.falseDiscoveryRate),
          percent(row.lower.real.keptShare), decimal(row.lower.meanGain) + " σ",
        ]
      })
  }

  private static func table(_ header: [String], _ rows: [[String]]) -> String {
    let rule = header.indices.map { $0 == 0 ? "---" : "---:" }
    return ([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  private static func effect(_ value: Double) -> String { decimal(value) + " σ" }

  private static func percent(_ share: Double) -> String { decimal(100 * share) + " %" }

  /// A number with one decimal.
  private static func decimal(_ value: Double) -> String {
    let tenths = Int((abs(value) * 10).rounded())
    return (value < 0 && tenths > 0 ? "−" : "") + "\(tenths / 10).\(tenths % 10)"
  }
}
