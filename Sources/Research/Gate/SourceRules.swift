/// The rules that an experiment's text must keep, checked before any compiler sees it.
///
/// Swift without unsafe code, underscored names and foreign imports cannot reach C, a file or a socket: the
/// compiler's strict memory safety refuses unsafe pointers and calls, and these rules refuse the words that would
/// waive it or go round it. They read the raw text, comments and strings included: a scanner that skips
/// comments could be led to skip code.
public enum SourceRules {
  /// Attributes that an experiment may use. `@c`, `@_silgen_name` and the like would reach C symbols.
  static let allowedAttributes: Set<Substring> = [
    "main", "Parameter", "Buffer", "inlinable", "inline", "discardableResult", "escaping", "autoclosure",
    "resultBuilder", "propertyWrapper", "dynamicMemberLookup", "dynamicCallable", "frozen",
    "usableFromInline",
    "unknown", "Sendable", "available",
  ]

  /// Compiler directives that an experiment may use. No macros, no source locations, and no conditions: what is compiled
  /// must not differ from pass to pass.
  static let allowedDirectives: Set<Substring> = ["line", "function", "warning", "error", "available"]

  /// The longest file, in bytes: room for a program, not for a text to be scored on.
  static let maximumBytes = 100_000

  /// Throws the first rule that the text breaks, with its line.
  public static func check(_ source: String) throws(Rejection) {
    guard source.utf8.count <= maximumBytes else {
      throw Rejection(.source, "the file has \(source.utf8.count) bytes; \(maximumBytes) are allowed")
    }
    var number = 0
    var lead: Character?
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      if let fault = fault(in: line, lead: &lead) { throw Rejection(.source, "line \(number): \(fault)") }
    }
  }

  private static func fault(in line: Substring, lead: inout Character?) -> String? {
    if let scalar = line.unicodeScalars.first(where: { isHidden($0) }) {
      return "an invisible control character (U+\(String(scalar.value, radix: 16, uppercase: true)))"
    }
    for word in words(of: line, lead: &lead) {
      switch word.lead {
      case "@" where !allowedAttributes.contains(word.text):
        return "the attribute @\(word.text) is not open to experiments"
      case "#" where !allowedDirectives.contains(word.text):
        return "the directive #\(word.text) is not open to experiments"
      default: break
      }
      if word.text == "unsafe" {
        return "the word 'unsafe' is not open to experiments, not even in a comment"
      }
      if word.text == "import", let fault = importFault(after: word.rest) { return fault }
      if word.text == "main", word.lead != "@" {
        return "the word 'main' stands in '@main' and nowhere else: the program begins in the harness"
      }
      if word.text.first == "_", word.text.count > 1 {
        return "underscored names such as '\(word.text)' are not open to experiments"
      }
    }
    return nil
  }

  /// Only `import Lab` may be written, on one line: a module on the next would escape this look.
  private static func importFault(after rest: Substring) -> String? {
    let module = rest.drop { $0 == " " || $0 == "\t" || $0 == "`" }.prefix {
      $0.isLetter || $0.isNumber || $0 == "_"
    }
    if module == "Lab" { return nil }
    return "import of '\(module)': an experiment imports Lab and nothing else (nor says so in a comment)"
  }

  private struct Word {
    var lead: Character?
    var text: Substring
    var rest: Substring
  }

  /// The identifiers of a line, each with a directly preceding `@` or `#`. Blanks, backticks and line ends between
  /// the two are passed over, so `lead` goes from line to line.
  private static func words(of line: Substring, lead: inout Character?) -> [Word] {
    var words: [Word] = []
    var index = line.startIndex
    while index < line.endIndex {
      let character = line[index]
      if character.isLetter || character == "_" {
        let end = line[index...].firstIndex { !($0.isLetter || $0.isNumber || $0 == "_") } ?? line.endIndex
        words.append(Word(lead: lead, text: line[index..<end], rest: line[end...]))
        lead = nil
        index = end
      } else if character.isNumber {
        // A literal such as 1_000: its underscores name nothing.
        index = line[index...].firstIndex { !($0.isLetter || $0.isNumber || $0 == "_") } ?? line.endIndex
        lead = nil
      } else {
        if character == "@" || character == "#" {
          lead = character
        } else if character != " ", character != "\t", character != "`" {
          lead = nil
        }
        index = line.index(after: index)
      }
    }
    return words
  }

  /// Characters that make text read otherwise than it compiles: controls and bidirectional overrides.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0D: false
    case 0..<0x20, 0x7F, 0x80..<0xA0: true
    case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false
    }
  }
}
