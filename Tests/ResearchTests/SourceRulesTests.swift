import Research
import Testing

@Suite struct SourceRulesTests {
  @Test(arguments: [
    "import Lab\nlet a = 1",
    "// an @-sign and @main\nlet b = 1_000_000",
    "let raw = #\"a raw string\"#",
    "for _ in 0..<3 {}",
  ])
  func harmless(_ source: String) throws {
    try SourceRules.check(source)
  }

  /// Prose is read like code: a rule that knew comments could be led to take code for one.
  @Test(arguments: ["// me@home", "// #hash", "// we import data", "/* unsafe */"])
  func refusedInProseToo(_ source: String) {
    #expect(throws: Rejection.self) { try SourceRules.check(source) }
  }

  @Test(arguments: [
    ("import Glibc", "Glibc"),
    ("import struct Foundation.Data", "struct"),
    ("let x = 1; import Darwin", "Darwin"),
    ("@_silgen_name(\"getpid\") func f() -> Int32", "_silgen_name"),
    ("@ _silgen_name(\"getpid\") func f() -> Int32", "_silgen_name"),
    ("@\n_extern(c) func f()", "_extern"),
    ("@c(malloc) public func f()", "@c"),
    ("@\n c public func f()", "@c"),
    ("let p = unsafe q", "unsafe"),
    ("#if hasFeature(StrictMemorySafety)\nimport\nFoundation\n#endif", "#if"),
    ("import\nFoundation", "import of ''"),
    ("import /**/ Glibc", "import of ''"),
    ("enum Start { static func main() {} }", "main"),
    ("final class Box: @unchecked Sendable {}", "@unchecked"),
    ("nonisolated(unsafe) var x = 1", "unsafe"),
    ("x._guts", "_guts"),
    ("_ = _openExistential(x)", "_openExistential"),
    ("#externalMacro(module: \"M\", type: \"T\")", "externalMacro"),
    ("#sourceLocation(file: \"a\", line: 1)", "sourceLocation"),
    ("let a = \"\\(unsafe x)\"", "unsafe"),
    ("let a = 1 \u{202E} // reversed", "U+202E"),
    ("let a\u{0} = 1", "U+0"),
  ])
  func refused(_ source: String, _ named: String) throws {
    let rejection = #expect(throws: Rejection.self) { try SourceRules.check(source) }
    #expect(rejection?.stage == .source)
    #expect(rejection?.message.contains(named) == true, "\(rejection?.message ?? "")")
  }

  @Test func namesTheLine() throws {
    let rejection = #expect(throws: Rejection.self) { try SourceRules.check("import Lab\n\nimport Glibc\n") }
    #expect(rejection?.message.hasPrefix("line 3:") == true)
  }

  @Test func boundsTheFile() throws {
    #expect(throws: Rejection.self) { try SourceRules.check(String(repeating: "x\n", count: 300_000)) }
  }
}
