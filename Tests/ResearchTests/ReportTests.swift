import Foundation
import Research
import Testing

/// A report shows what others wrote (hypotheses, diffs, samples of models): none of it may become markup.
@Suite struct ReportTests {
  static let hostile =
    "</pre></td><script>alert(\"x\")</script><img src='http://evil.example/x' onerror=\"y\">&amp;"

  private func point(_ experiment: Int, _ score: Double?, _ status: ReportContents.Status)
    -> ReportContents.Point
  {
    .init(experiment: experiment, bitsPerByte: score, status: status, label: ReportTests.hostile)
  }

  private var contents: ReportContents {
    let bad = ReportTests.hostile
    return ReportContents(
      workspace: bad, facts: [(bad, bad)],
      points: [
        point(1, 2.5, .baseline), point(2, 2.4, .keep), point(3, nil, .crash), point(4, 2.6, .discard),
      ],
      kept: [
        .init(
          experiment: 2, commit: bad, researcher: bad, hypothesis: bad, evidence: [(bad, bad)],
          pairs: [(bad, 2.5, 2.4)], diff: "@@ \(bad)\n+\(bad)\n-\(bad)\n \(bad)\n+++ \(bad)")
      ],
      failures: [.init(experiment: 3, status: .crash, hypothesis: bad, reason: bad)],
      held: .init(baseline: [2.51], best: [2.42], conclusion: bad),
      samples: [.init(prompt: bad, baseline: bad, best: bad)], costs: [(bad, bad)], replay: bad)
  }

  @Test func nothingThatIsShownBecomesMarkup() throws {
    let page = ReportPage(contents: contents).html()
    #expect(!page.contains("<script"))
    #expect(!page.contains("<img"))
    // Everything of the sort stands there as text.
    let escaped = "&lt;/pre&gt;&lt;/td&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"
    #expect(page.components(separatedBy: escaped).count - 1 == 27)
    for line in page.split(separator: "\n") where line.contains("evil.example") {
      #expect(line.contains("&lt;img"))
    }
  }

  @Test func thePageNeedsNothingElse() {
    let page = ReportPage(contents: contents).html()
    for word in ["<link", "@import", "url(", "<iframe", "<object", "src=\"", "href="] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.hasPrefix("<!doctype html>"))
    #expect(page.contains("<svg"))
  }

  /// Every element that is opened is closed, in order.
  @Test func elementsAreBalanced() throws {
    let page = ReportPage(contents: contents).html()
    let start = try #require(page.range(of: "<body>")).lowerBound
    let end = try #require(page.range(of: "</html>")).lowerBound
    var open: [Substring] = []
    for part in page[start..<end].split(separator: "<") {
      let name = part.prefix { $0.isLetter || $0 == "/" || $0.isNumber }
      guard !name.isEmpty, let end = part.firstIndex(of: ">") else { continue }
      if name.hasPrefix("/") {
        #expect(open.popLast() == name.dropFirst(), "</\(name.dropFirst())> closes nothing")
      } else if part[..<end].last != "/" {
        open.append(name)
      }
    }
    #expect(open == [])
  }

  @Test func anEmptySearchHasAPage() {
    let page = ReportPage(
      contents: ReportContents(
        workspace: "/w", facts: [], points: [], kept: [], failures: [], held: nil, samples: [], costs: [],
        replay: "apus")
    ).html()
    #expect(page.contains("No experiment was scored."))
    #expect(!page.contains("Held-out test split"))
  }

  @Test(arguments: [1, 2, 100]) func plotsOfSoMany(_ count: Int) {
    let points = (1...count).map { index in
      ReportContents.Point(
        experiment: index, bitsPerByte: 2.5 - 0.001 * Double(index), status: index == 1 ? .baseline : .keep,
        label: "p")
    }
    let svg = ProgressPlot(points).svg()
    #expect(svg.components(separatedBy: "<circle").count - 1 == count)
    expectNumbersInside(svg)
  }

  @Test func equalScoresHaveAPlot() {
    let points = (1...5).map {
      ReportContents.Point(experiment: $0, bitsPerByte: 2, status: .discard, label: "")
    }
    let svg = ProgressPlot(points).svg()
    #expect(svg.components(separatedBy: "<circle").count - 1 == 5)
    expectNumbersInside(svg)
  }

  @Test func failuresAloneHaveNoPlot() {
    #expect(ProgressPlot([]).svg() == "")
    #expect(ProgressPlot([point(1, nil, .crash), point(2, nil, .crash)]).svg() == "")
  }

  /// The first file may fail and the next be the one that is measured.
  @Test func aSearchThatBeganWithAFailureHasAPlot() {
    let svg = ProgressPlot([point(1, nil, .crash), point(2, 2.4, .baseline), point(3, 2.3, .keep)]).svg()
    #expect(svg.components(separatedBy: "<circle").count - 1 == 2)
    #expect(svg.contains("class=\"crash\""))
    expectNumbersInside(svg)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300]) func wildScoresStayInside(_ score: Double) {
    expectNumbersInside(
      ProgressPlot([point(1, 2.5, .baseline), point(2, score, .discard), point(3, 2.4, .keep)]).svg())
    expectNumbersInside(ProgressPlot([point(1, score, .baseline), point(2, 2.5, .discard)]).svg())
  }

  /// Every coordinate is a number inside of the picture.
  private func expectNumbersInside(_ svg: String, _ location: SourceLocation = #_sourceLocation) {
    for match in svg.matches(of: /\b(cx|cy|x1|x2|y1|y2|x|y)="([^"]*)"/) {
      let value = Double(match.2) ?? .nan
      #expect((-1...961).contains(value), "\(match.0)", sourceLocation: location)
    }
    #expect(!svg.contains("nan") && !svg.contains("inf"), sourceLocation: location)
  }

  @Test func diffsAreColoured() {
    let html = Markup.diff("--- a\n+++ b\n@@ -1 +1 @@\n-let a = 1\n+let a = 2\n same")
    #expect(html.contains("<del>-let a = 1</del>"))
    #expect(html.contains("<ins>+let a = 2</ins>"))
    #expect(html.contains("<span class=\"hunk\">@@ -1 +1 @@</span>"))
    #expect(html.contains("\n+++ b\n"))
  }
}
