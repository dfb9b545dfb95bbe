/// The picture of a search: each experiment's score in its order, and the incumbent's as a staircase.
package struct ProgressPlot {
  private let width = 960.0
  private let height = 360.0
  private let margin = (left: 68.0, right: 20.0, top: 18.0, bottom: 44.0)
  private let points: [ReportContents.Point]

  package init(_ points: [ReportContents.Point]) {
    self.points = points
  }

  /// Inline SVG; an empty text when no experiment was scored.
  package func svg() -> String {
    let scored = points.compactMap(drawable)
    guard let lowest = scored.min(), let start = scored.first else { return "" }
    // Failures far above the start would flatten all that matters: the scale ends a little above the start.
    let span = max(start - lowest, (scored.max() ?? start) - start, 0.004)
    let top = start + min(span, max(3 * (start - lowest), 0.02))
    let bottom = lowest - 0.12 * (top - lowest)
    let last = max(points.map(\.experiment).max() ?? 1, 2)

    func x(_ experiment: Int) -> Double {
      margin.left + (width - margin.left - margin.right) * Double(experiment - 1) / Double(last - 1)
    }
    func y(_ score: Double) -> Double {
      let inside = min(max(score, bottom), top)
      return margin.top + (height - margin.top - margin.bottom) * (top - inside) / (top - bottom)
    }

    var parts = [
      "<svg viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\" "
        + "aria-label=\"bits per byte of each experiment\">"
    ]
    for tick in ticks(from: bottom, to: top) {
      let level = text(y(tick))
      parts.append(
        "<line class=\"grid\" x1=\"\(text(margin.left))\" x2=\"\(text(width - margin.right))\" y1=\"\(level)\" y2=\"\(level)\"/>"
          + "<text x=\"\(text(margin.left - 8))\" y=\"\(level)\" class=\"tick\" text-anchor=\"end\" dy=\".32em\">\(Markup.number(tick, 3))</text>"
      )
    }
    parts.append(staircase(x: x, y: y, last: last))
    for point in points {
      let place = x(point.experiment)
      let title = Markup.escape("#\(point.experiment) \(point.label)")
      guard let score = drawable(point) else {
        parts.append(
          "<text class=\"crash\" x=\"\(text(place))\" y=\"\(text(margin.top + 8))\" text-anchor=\"middle\">×<title>\(title)</title></text>"
        )
        continue
      }
      parts.append(
        "<circle class=\"\(point.status.rawValue)\" cx=\"\(text(place))\" cy=\"\(text(y(score)))\" r=\"\(point.status == .discard ? "3.2" : "5")\">"
          + "<title>\(title): \(Markup.number(score, 4))</title></circle>")
    }
    parts.append(
      "<text class=\"tick\" x=\"\(text(width / 2))\" y=\"\(text(height - 8))\" text-anchor=\"middle\">experiment</text>"
        + "<text class=\"tick\" transform=\"translate(14 \(text(height / 2))) rotate(-90)\" text-anchor=\"middle\">val_bpb</text></svg>"
    )
    return parts.joined(separator: "\n")
  }

  /// The score, if it can be drawn: guessing among a million tokens costs 20 bits, so beyond a thousand there is no scale.
  private func drawable(_ point: ReportContents.Point) -> Double? {
    point.bitsPerByte.flatMap { abs($0) < 1000 ? $0 : nil }
  }

  /// The incumbent's score over the experiments.
  private func staircase(x: (Int) -> Double, y: (Double) -> Double, last: Int) -> String {
    var path = ""
    var level: Double?
    for point in points where point.status == .baseline || point.status == .keep {
      guard let score = drawable(point) else { continue }
      if let level {
        path +=
          "L\(text(x(point.experiment))),\(text(y(level)))L\(text(x(point.experiment))),\(text(y(score)))"
      } else {
        path += "M\(text(x(point.experiment))),\(text(y(score)))"
      }
      level = score
    }
    if let level { path += "L\(text(x(last))),\(text(y(level)))" }
    return "<path class=\"best\" d=\"\(path)\"/>"
  }

  /// Round numbers inside the range, about five.
  private func ticks(from low: Double, to high: Double) -> [Double] {
    let raw = (high - low) / 5
    var unit = 1.0
    while unit > raw { unit /= 10 }
    while unit * 10 <= raw { unit *= 10 }
    let step = [1.0, 2, 5, 10].map { $0 * unit }.first { $0 >= raw } ?? raw
    return Array(stride(from: (low / step).rounded(.up) * step, through: high, by: step))
  }

  private func text(_ value: Double) -> String { Markup.number(value, 1) }
}
