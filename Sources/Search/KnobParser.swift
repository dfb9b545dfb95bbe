/// Reads `let name = knob(…)` declarations from a file's tokens.
struct KnobParser {
  private let source: [UInt8]
  private let tokens: [SwiftLexer.Token]
  private var index = 0

  /// A problem at a token.
  private struct Failure: Error {
    var token: Int
    var message: String
  }

  /// What stands between the parentheses.
  private struct Arguments {
    var values: [String: Knob.Literal] = [:]
    var range: (low: Knob.Literal, high: Knob.Literal)?
    var step: Knob.Literal?
    var choices: [Knob.Literal]?
    var isLog = false
  }

  init(source: String) {
    self.source = Array(source.utf8)
    tokens = SwiftLexer.tokens(of: self.source)
  }

  /// All knobs of the file.
  mutating func parse() throws(KnobError) -> [Knob] {
    var knobs: [Knob] = []
    var problems: [KnobError.Problem] = []
    var calls = tokens.indices.filter(isCall)[...]
    while let call = calls.popFirst() {
      do throws(Failure) {
        let knob = try declaration(at: call)
        if let earlier = knobs.first(where: { $0.name == knob.name }) {
          throw Failure(token: call, message: "knob \(knob.name) is declared on line \(earlier.line) already")
        }
        knobs.append(knob)
      } catch {
        let place = location(of: error.token)
        problems.append(
          KnobError.Problem(line: place.line, column: place.column, message: error.message))
      }
    }
    guard problems.isEmpty else { throw .malformed(problems) }
    return knobs
  }

  /// Whether the token is the name of a call `knob(`, and neither a member nor the function's declaration.
  private func isCall(_ index: Int) -> Bool {
    guard tokens[index].kind == .identifier, text(index) == "knob", text(index + 1) == "(" else {
      return false
    }
    return text(index - 1) != "." && text(index - 1) != "func"
  }

  private mutating func declaration(at call: Int) throws(Failure) -> Knob {
    let (name, type) = try binding(before: call)
    index = call + 2
    let arguments = try arguments()
    let domain = try domain(name: name, type: type, arguments, at: call)
    return Knob(
      name: name, domain: domain, line: location(of: call).line,
      cpu: try initial(arguments, .cpu, name, domain, at: call),
      gpu: try initial(arguments, .gpu, name, domain, at: call))
  }

  /// The value that a declaration gives for a device.
  private func initial(
    _ arguments: Arguments, _ device: Knob.Device, _ name: String, _ domain: KnobDomain, at call: Int
  ) throws(Failure) -> Knob.Literal {
    guard var literal = arguments.values[""] ?? arguments.values[device.rawValue] else {
      throw Failure(
        token: call, message: "knob \(name) needs a value: knob(4, …) or knob(cpu: 4, gpu: 8, …)")
    }
    guard let value = domain.normalized(literal.value) else {
      throw Failure(token: call, message: "knob \(name) starts at \(literal.value), which is not \(domain)")
    }
    literal.value = value
    return literal
  }

  /// The `let name` or `let name: Type` that a call initialises.
  private func binding(before call: Int) throws(Failure) -> (name: String, type: String?) {
    let unbound = Failure(token: call, message: "a knob needs a name of its own: let name = knob(…)")
    guard text(call - 1) == "=" else { throw unbound }
    var name = call - 2
    var type: String?
    if text(name - 1) == ":" {
      type = text(name)
      name -= 2
    }
    guard name > 0, tokens[name].kind == .identifier, let keyword = text(name - 1), let word = text(name),
      keyword == "let" || keyword == "var"
    else { throw unbound }
    return (word, type)
  }

  private mutating func arguments() throws(Failure) -> Arguments {
    var arguments = Arguments()
    while true {
      if take(")") { return arguments }
      try argument(into: &arguments)
      if take(",") { continue }
      guard take(")") else { throw failure("expected , or ) in a knob, found \(found)") }
      return arguments
    }
  }

  private mutating func argument(into arguments: inout Arguments) throws(Failure) {
    if take(".") {
      guard take("log") else { throw failure("a knob's scale is .log, found .\(found)") }
      arguments.isLog = true
      return
    }
    var label = ""
    if index < tokens.count, tokens[index].kind == .identifier, text(index + 1) == ":" {
      label = text(index) ?? ""
      index += 2
    }
    switch label {
    case "", "cpu", "gpu":
      guard arguments.values[label] == nil else { throw failure("a knob has one value for each device") }
      arguments.values[label] = try literal()
    case "in":
      let low = try literal()
      guard take("...") else { throw failure("a knob's range is written low...high, found \(found)") }
      arguments.range = (low, try literal())
    case "step":
      arguments.step = try literal()
    case "of":
      guard take("[") else { throw failure("a knob's choices are written [a, b], found \(found)") }
      var choices: [Knob.Literal] = []
      while !take("]") {
        choices.append(try literal())
        guard take(",") || text(index) == "]" else {
          throw failure("expected , or ] in choices, found \(found)")
        }
      }
      arguments.choices = choices
    default:
      throw failure("a knob has no argument \(label): it knows cpu, gpu, in, of, step and .log")
    }
  }

  /// A number with or without sign, a string without interpolation, or a Boolean.
  private mutating func literal() throws(Failure) -> Knob.Literal {
    if take("(") {
      // Swift reads 1...-1 as an operator ...-, so a negative bound may stand in parentheses.
      let inner = try literal()
      guard take(")") else { throw failure("expected ) after a knob's value, found \(found)") }
      return inner
    }
    let start = index
    let sign = take("-") ? "-" : ""
    if sign.isEmpty { _ = take("+") }
    guard index < tokens.count else { throw failure("the file ends inside a knob") }
    let token = tokens[index]
    let bytes = tokens[start].bytes.lowerBound..<token.bytes.upperBound
    var value: KnobValue?
    switch token.kind {
    case .number: value = KnobParser.number(sign + (text(index) ?? ""))
    case .string(let string) where index == start: value = string.map(KnobValue.string)
    case .identifier where index == start: value = Bool(text(index) ?? "").map(KnobValue.bool)
    default: break
    }
    guard let value else {
      throw failure("a knob's values are plain literals that can be rewritten, found \(found)")
    }
    index += 1
    return Knob.Literal(value: value, bytes: bytes)
  }

  private static func number(_ text: String) -> KnobValue? {
    let digits = text.filter { $0 != "_" }
    if let value = Int(digits) { return .int(value) }
    let unsigned = digits.drop { $0 == "-" }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where unsigned.hasPrefix(prefix) {
      if let value = Int((digits.hasPrefix("-") ? "-" : "") + unsigned.dropFirst(2), radix: radix) {
        return .int(value)
      }
    }
    return Double(digits).flatMap { $0.isFinite ? .double($0) : nil }
  }

  private func domain(
    name: String, type: String?, _ arguments: Arguments, at call: Int
  ) throws(Failure) -> KnobDomain {
    func problem(_ message: String) -> Failure { Failure(token: call, message: "knob \(name): \(message)") }
    let values = arguments.values.values.map(\.value)
    if let choices = arguments.choices?.map(\.value) {
      guard arguments.range == nil, arguments.step == nil, !arguments.isLog else {
        throw problem("choices (of:) go without in:, step: and .log")
      }
      guard Set(choices).count == choices.count, choices.count > 1 else {
        throw problem("give at least two choices, each once")
      }
      return .choice(choices)
    }
    if values.allSatisfy({ if case .bool = $0 { true } else { false } }) {
      guard arguments.range == nil, arguments.step == nil, !arguments.isLog else {
        throw problem("a Boolean goes without in:, step: and .log")
      }
      return .flag
    }
    guard let range = arguments.range else {
      throw problem("say what it may be: in: low...high, or of: [a, b]")
    }
    let all = values + [range.low.value, range.high.value] + (arguments.step.map { [$0.value] } ?? [])
    guard let low = range.low.value.number, let high = range.high.value.number,
      all.allSatisfy({ $0.number != nil })
    else { throw problem("a range and its value are numbers") }
    guard low <= high else { throw problem("the range \(range.low.value)...\(range.high.value) is empty") }
    if arguments.isLog, low <= 0 { throw problem("a .log range starts above 0") }
    let step = arguments.step?.value
    if let size = step?.number, size <= 0 { throw problem("a step is above 0") }
    if arguments.isLog, step != nil { throw problem("step: and .log exclude each other") }

    // Swift's own inference: whole literals are Int unless one of them, or the constant's type, is real.
    if type != "Double", type != "Float", case .int(let low) = range.low.value,
      case .int(let high) = range.high.value,
      values.allSatisfy({ if case .int = $0 { true } else { false } })
    {
      guard let step else { return .integer(low...high, step: 1, isLog: arguments.isLog) }
      if case .int(let size) = step { return .integer(low...high, step: size, isLog: false) }
    }
    return .real(low...high, step: step?.number, isLog: arguments.isLog)
  }

  // MARK: Tokens

  private func text(_ index: Int) -> String? {
    guard tokens.indices.contains(index) else { return nil }
    return String(decoding: source[tokens[index].bytes], as: UTF8.self)
  }

  private var found: String { text(index) ?? "the end of the file" }

  private mutating func take(_ symbol: String) -> Bool {
    guard text(index) == symbol else { return false }
    index += 1
    return true
  }

  private func failure(_ message: String) -> Failure { Failure(token: index, message: message) }

  /// Line and column of a token, both from 1; of the end of the file beyond the last.
  private func location(of token: Int) -> (line: Int, column: Int) {
    let offset = token < tokens.count ? tokens[token].bytes.lowerBound : source.count
    let before = source[..<offset]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return (line, offset - start + 1)
  }
}
