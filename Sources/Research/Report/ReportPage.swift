/// The report as one self-contained HTML page: no script, nothing fetched.
package struct ReportPage {
  package let contents: ReportContents

  package init(contents: ReportContents) {
    self.contents = contents
  }

  package func html() -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Apus report: \(Markup.escape(contents.workspace))</title>
    <style>\(ReportPage.style)</style>
    </head>
    <body>
    <header>
    <h1>Research report</h1>
    <p class="path">\(Markup.escape(contents.workspace))</p>
    \(Markup.table(contents.facts))
    </header>
    <main>
    \(section("Progress", progress))
    \(section("Held-out test split", held))
    \(section("What was kept", kept))
    \(section("What was not kept", failures))
    \(section("Samples", samples))
    \(section("Cost", Markup.table(contents.costs)))
    \(section("Repeat it", "<pre>\(Markup.escape(contents.replay))</pre>"))
    </main>
    </body>
    </html>

    """
  }

  private func section(_ title: String, _ body: String) -> String {
    body.isEmpty ? "" : "<section><h2>\(title)</h2>\n\(body)</section>"
  }

  private var progress: String {
    let plot = ProgressPlot(contents.points).svg()
    guard !plot.isEmpty else { return "<p>No experiment was scored.</p>" }
    return plot + """

      <p class="legend"><span class="baseline">●</span> baseline <span class="keep">●</span> kept \
      <span class="discard">●</span> not kept <span class="crash">×</span> never scored. A circle is the mean over the \
      experiment's seeds; the line is the incumbent. Scores of kept changes are chosen and so somewhat optimistic: the \
      test split below is not.</p>
      """
  }

  private var held: String {
    guard let held = contents.held else { return "" }
    func list(_ values: [Double]) -> String { values.map { Markup.number($0, 4) }.joined(separator: ", ") }
    return """
      <p>\(Markup.escape(held.conclusion))</p>
      <table><tr><th></th><th>test bits per byte, by seed</th></tr>
      <tr><th>baseline</th><td>\(list(held.baseline))</td></tr>
      <tr><th>best</th><td>\(list(held.best))</td></tr></table>
      """
  }

  private var kept: String {
    guard !contents.kept.isEmpty else { return "<p>Nothing: no change passed the judge's test.</p>" }
    return contents.kept.map { change in
      let pairs = change.pairs.map { pair in
        "<tr><td>\(Markup.escape(pair.seed))</td><td>\(Markup.number(pair.incumbent, 4))</td>"
          + "<td>\(Markup.number(pair.candidate, 4))</td>"
          + "<td>\(Markup.number(pair.candidate - pair.incumbent, 4))</td></tr>"
      }
      return """
        <article id="experiment-\(change.experiment)">
        <h3>#\(change.experiment) \(Markup.escape(change.hypothesis))</h3>
        <p class="path">\(Markup.escape(change.researcher)), commit \(Markup.escape(change.commit.prefix(7)))</p>
        \(Markup.table(change.evidence))
        <table><tr><th>seed</th><th>incumbent</th><th>candidate</th><th>difference</th></tr>\(pairs.joined())</table>
        \(Markup.diff(change.diff))
        </article>
        """
    }.joined(separator: "\n")
  }

  private var failures: String {
    guard !contents.failures.isEmpty else { return "" }
    let rows = contents.failures.map { failure in
      "<tr><td>#\(failure.experiment)</td><td class=\"\(failure.status.rawValue)\">\(failure.status.rawValue)</td>"
        + "<td>\(Markup.escape(failure.hypothesis))</td><td>\(Markup.escape(failure.reason))</td></tr>"
    }
    return
      "<table><tr><th></th><th>status</th><th>change</th><th>reason</th></tr>\(rows.joined(separator: "\n"))</table>"
  }

  private var samples: String {
    contents.samples.map { sample in
      """
      <h3>\(Markup.escape(sample.prompt))</h3>
      <div class="pair"><figure><figcaption>baseline</figcaption><pre>\(Markup.escape(sample.baseline))</pre></figure>
      <figure><figcaption>best</figcaption><pre>\(Markup.escape(sample.best))</pre></figure></div>
      """
    }.joined(separator: "\n")
  }

  private static let style = """
    :root { --ink: #1b2733; --soft: #667; --line: #d9dee3; --good: #15803d; --bad: #b91c1c; --paper: #fff; --tint: #f6f8fa; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #98a2ad; --line: #333b44; --good: #4ade80;
      --bad: #f87171; --paper: #14181c; --tint: #1c2127; } }
    body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem;
      margin: 2rem auto; padding: 0 1.2rem; }
    h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
    .path, .legend, figcaption { color: var(--soft); font-size: .9rem; }
    table { border-collapse: collapse; margin: .8rem 0; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { font-weight: 600; } .facts th { color: var(--soft); font-weight: 400; }
    pre { background: var(--tint); padding: .8rem; overflow-x: auto; font-size: .82rem; line-height: 1.4; white-space: pre-wrap; }
    .diff ins { color: var(--good); text-decoration: none; } .diff del { color: var(--bad); text-decoration: none; }
    .hunk { color: var(--soft); }
    svg { width: 100%; height: auto; } svg .grid { stroke: var(--line); } svg .tick { fill: var(--soft); font-size: 12px; }
    svg .best { fill: none; stroke: var(--good); stroke-width: 2; } svg circle.discard { fill: var(--soft); opacity: .6; }
    svg circle.keep { fill: var(--good); } svg circle.baseline { fill: var(--ink); } svg .crash { fill: var(--bad); }
    .keep { color: var(--good); } .crash { color: var(--bad); } .discard { color: var(--soft); }
    .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; } figure { margin: 0; }
    """
}
