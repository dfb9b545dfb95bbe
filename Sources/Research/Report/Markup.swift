import Terminal

/// Text on its way into HTML.
package enum Markup {
  /// The text with the characters escaped that mean something in HTML.
  package static func escape(_ text: some StringProtocol) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// A number with so many decimals.
  package static func number(_ value: Double, _ places: Int) -> String { Format.decimals(value, places) }

  /// A table of names and values.
  package static func table(_ rows: [(name: String, value: String)]) -> String {
    let lines = rows.map { "<tr><th>\(escape($0.name))</th><td>\(escape($0.value))</td></tr>" }
    return "<table class=\"facts\">\(lines.joined())</table>"
  }

  /// A unified diff, each line in the colour of what it does.
  package static func diff(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      switch line.first {
      case "+" where !line.hasPrefix("+++"): "<ins>\(escape(line))</ins>"
      case "-" where !line.hasPrefix("---"): "<del>\(escape(line))</del>"
      case "@": "<span class=\"hunk\">\(escape(line))</span>"
      default: escape(line)
      }
    }
    return "<pre class=\"diff\">\(lines.joined(separator: "\n"))</pre>"
  }
}
