import Search
import Testing

@Suite struct KnobDeclarationTests {
  private let source = #"""
    import Lab
    // let commented = knob(1, in: 1...2)
    /* let blocked = knob(1, in: 1...2) /* nested */ still = knob(3, in: 1...4) */
    let text = "let quoted = knob(1, in: 1...2)"
    let raw = #"a " quote \(knob(1, in: 1...2))"#
    let inside = "depth is \(depth("a)b")) and " + """
      let multiline = knob(1, in: 1...2) \(1 + (2))
      """
    let expression = #/knob("/#

    let depth = knob(4, in: 1...12)
    let width: Int = knob(cpu: 0x80, gpu: 1_024, in: 64...1_024, step: 64)
      let matrixLR = knob( 4e-2 /* why */, in: 0.005...0.2 , .log )  // trailing knob(
    static let `repeat` = knob(-3, in: -10...(-1))
    let pattern = knob("SSSL", of: ["L", "S\"L", "SSSL"])
    let tied = knob(
      false
    )
    let ratio: Double = knob(2, in: 1...4)
    let heads = knob(2, of: [1, 2, 4],)
    let naïve = knob(0.5, in: 0...1, step: 0.1)
    func knob<T>(_ value: T, in range: ClosedRange<T>) -> T { value }
    model.knob(3)
    """#

  @Test func findsKnobsAndNothingElse() throws {
    let knobs = try KnobDeclarations.parse(source: source)
    #expect(
      knobs.map(\.name) == [
        "depth", "width", "matrixLR", "repeat", "pattern", "tied", "ratio", "heads", "naïve",
      ])
    #expect(
      knobs.map(\.domain) == [
        .integer(1...12, step: 1, isLog: false), .integer(64...1024, step: 64, isLog: false),
        .real(0.005...0.2, step: nil, isLog: true), .integer(-10 ... -1, step: 1, isLog: false),
        .choice([.string("L"), .string("S\"L"), .string("SSSL")]), .flag,
        .real(1...4, step: nil, isLog: false),
        .choice([.int(1), .int(2), .int(4)]), .real(0...1, step: 0.1, isLog: false),
      ])
    #expect(knobs.map { $0.value(on: .cpu) }.prefix(4) == [.int(4), .int(128), .double(0.04), .int(-3)])
    #expect(knobs[1].value(on: .gpu) == .int(1024))
    #expect(knobs[6].value(on: .cpu) == .double(2))
    #expect(knobs[0].line == 11 && knobs[5].line == 16)
  }

  @Test func editsOnlyTheLiterals() throws {
    let edited = try KnobDeclarations.edit(
      source,
      assigning: [
        "depth": .int(6), "matrixLR": .double(0.031), "pattern": .string("S\"L"), "tied": .bool(true),
        "repeat": .int(-10), "ratio": .int(3), "width": .int(192), "naïve": .double(0.30000000000000004),
      ])
    let expected =
      source
      .replacingOccurrencesOnce(of: "let depth = knob(4", with: "let depth = knob(6")
      .replacingOccurrencesOnce(of: "4e-2", with: "0.031")
      .replacingOccurrencesOnce(of: #"knob("SSSL""#, with: #"knob("S\"L""#)
      .replacingOccurrencesOnce(of: "  false", with: "  true")
      .replacingOccurrencesOnce(of: "knob(-3", with: "knob(-10")
      .replacingOccurrencesOnce(of: "Double = knob(2", with: "Double = knob(3.0")
      .replacingOccurrencesOnce(of: "cpu: 0x80", with: "cpu: 192")
      .replacingOccurrencesOnce(of: "knob(0.5", with: "knob(0.30000000000000004")
    #expect(edited == expected)
    let gpu = try KnobDeclarations.edit(source, assigning: ["width": .int(64)], on: .gpu)
    #expect(gpu == source.replacingOccurrencesOnce(of: "gpu: 1_024", with: "gpu: 64"))
  }

  @Test func aValueThatIsThereStaysAsWritten() throws {
    let same: Assignment = ["matrixLR": .double(0.04), "width": .int(128), "ratio": .double(2)]
    #expect(try KnobDeclarations.edit(source, assigning: same) == source)
    let windows = "let a = knob(1, in: 1...9)\r\nlet b = knob(2, in: 1...9)\r\n"
    let edited = try KnobDeclarations.edit(windows, assigning: ["b": .int(3)])
    #expect(edited == "let a = knob(1, in: 1...9)\r\nlet b = knob(3, in: 1...9)\r\n")
    #expect(try KnobDeclarations.parse(source: windows)[1].line == 2)
  }

  /// A random assignment written into the file is what the file then declares.
  @Test func whatIsWrittenIsReadBack() throws {
    let knobs = try KnobDeclarations.parse(source: source)
    let search = TPE(space: SearchSpace(knobs: knobs), seed: .random(in: 0 ... .max))
    var text = source
    var history: [Trial] = []
    for _ in 0..<30 {
      let proposal = try #require(search.propose(history: history))
      text = try KnobDeclarations.edit(text, assigning: proposal.assignment)
      let read = try KnobDeclarations.parse(source: text)
      #expect(
        Dictionary(uniqueKeysWithValues: read.map { ($0.name, $0.value(on: .cpu)) }) == proposal.assignment)
      history.append(Trial(proposal.assignment, .score(.random(in: 0...1), deviation: nil)))
    }
  }

  @Test(arguments: [
    ("let a = knob(4)", "line 1:9: knob a: say what it may be: in: low...high, or of: [a, b]"),
    ("\n  let a = knob(40, in: 1...12)", "line 2:11: knob a starts at 40, which is not 1...12"),
    (
      "let a = knob(x, in: 1...12)",
      "line 1:14: a knob's values are plain literals that can be rewritten, found x"
    ),
    ("let a = knob(4, in: 12...1)", "line 1:9: knob a: the range 12...1 is empty"),
    ("let a = knob(4, in: 1..<12)", "line 1:22: a knob's range is written low...high, found ..<"),
    ("let a = knob(4, in: 0...12, .log)", "line 1:9: knob a: a .log range starts above 0"),
    ("let a = knob(4, in: 1...12, .linear)", "line 1:30: a knob's scale is .log, found .linear"),
    (
      "let a = knob(4, from: 1)",
      "line 1:23: a knob has no argument from: it knows cpu, gpu, in, of, step and .log"
    ),
    (
      "let a = knob(gpu: 4, in: 1...12)",
      "line 1:9: knob a needs a value: knob(4, …) or knob(cpu: 4, gpu: 8, …)"
    ),
    ("let a = 2 * knob(4, in: 1...12)", "line 1:13: a knob needs a name of its own: let name = knob(…)"),
    ("a = knob(4, in: 1...12)", "line 1:5: a knob needs a name of its own: let name = knob(…)"),
    (
      "let a = knob(\"\\(x)\", of: [\"b\", \"c\"])",
      "line 1:14: a knob's values are plain literals that can be rewritten, found \"\\(x)\""
    ),
    ("let a = knob(4, in: 1...12", "line 1:27: expected , or ) in a knob, found the end of the file"),
    ("let a = knob(1, in: 0...(1", "line 1:27: expected ) after a knob's value, found the end of the file"),
    ("let a = knob(", "line 1:14: the file ends inside a knob"),
    ("let a = knob(5, in: 1...12, step: 2, .log)", "line 1:9: knob a: step: and .log exclude each other"),
    (
      "let a = knob(4, in: 1...12, step: 2)",
      "line 1:9: knob a starts at 4, which is not 1...12 in steps of 2"
    ),
    ("let a = knob(1, of: [1, 1])", "line 1:9: knob a: give at least two choices, each once"),
    ("let a = knob(true, in: 1...2)", "line 1:9: knob a: a Boolean goes without in:, step: and .log"),
    ("let a = knob(\"x\", in: 1...2)", "line 1:9: knob a: a range and its value are numbers"),
    (
      "let a = knob(1, in: 1...2)\nlet a = knob(1, in: 1...2)\nlet b = knob(7, in: 1...2)",
      "line 2:9: knob a is declared on line 1 already; line 3:9: knob b starts at 7, which is not 1...2"
    ),
  ]) func saysWhatIsWrong(source: String, message: String) {
    let error = #expect(throws: KnobError.self) { try KnobDeclarations.parse(source: source) }
    #expect(error?.description == message)
  }

  @Test func refusesWhatTheFileDoesNotAllow() {
    func message(_ assignment: Assignment) -> String? {
      #expect(throws: KnobError.self) { try KnobDeclarations.edit(source, assigning: assignment) }?
        .description
    }
    #expect(
      message(["deph": .int(4)])?.hasPrefix("no knob is named deph; the file declares depth, width,") == true)
    #expect(message(["depth": .int(13)]) == "knob depth cannot be 13; it must be 1...12")
    #expect(message(["depth": .double(4)]) == "knob depth cannot be 4.0; it must be 1...12")
    #expect(message(["matrixLR": .double(.nan)])?.hasPrefix("knob matrixLR cannot be nan") == true)
    #expect(message(["width": .int(100)]) == "knob width cannot be 100; it must be 64...1024 in steps of 64")
    #expect(message(["tied": .int(1)]) == "knob tied cannot be 1; it must be true or false")
  }

  /// Whatever the bytes, an answer or an error, and never a trap.
  @Test func survivesDamage() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var bytes = Array(source.utf8)
      for _ in 0..<Int.random(in: 1...6) {
        switch Int.random(in: 0..<3) {
        case 0: bytes.remove(at: .random(in: bytes.indices))
        case 1:
          bytes.insert(
            Array("\"#/*()\\.,-`".utf8).randomElement(using: &random) ?? 0, at: .random(in: bytes.indices))
        default: bytes.removeLast(.random(in: 0..<bytes.count / 2))
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if let knobs = try? KnobDeclarations.parse(source: text) {
        // No edit, no change.
        #expect((try? KnobDeclarations.edit(text, assigning: [:])) == text)
        #expect(Set(knobs.map(\.name)).count == knobs.count)
      }
    }
  }
}

extension String {
  fileprivate func replacingOccurrencesOnce(of old: String, with new: String) -> String {
    guard let range = firstRange(of: old) else {
      Issue.record("the sample has no \(old)")
      return self
    }
    return replacingCharacters(in: range, with: new)
  }

  private func firstRange(of text: String) -> Range<String.Index>? {
    indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
  }

  private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
    self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
