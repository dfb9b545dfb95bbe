import Datasets
import Foundation
import TestSupport
import Testing

@Suite("Documents")
struct DocumentTests {
  @Test("Valid text passes as it is")
  func valid() {
    let text = Array("naïve 日本 🦅\u{0}\u{10FFFF}\u{D7FF}\u{E000}".utf8)
    let repaired = Document(text)
    #expect(repaired.text == text)
    #expect(repaired.replacements == 0)
  }

  @Test(
    "Agrees with Python's errors=\"replace\" on hostile bytes",
    .enabled(if: PythonPeer.has(), "needs python3"))
  func peer() throws {
    // Bytes from which sequences, cut sequences, overlong forms and surrogates are made often.
    let alphabet: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE,
      0xEF,
      0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    let inputs = (0..<4000).map { _ in
      (0..<Int.random(in: 0...24)).map { _ in alphabet.randomElement() ?? 0 }
    }
    let folder = try TemporaryFolder()
    let file = try folder.write(inputs.map { Data($0).base64EncodedString() + "\n" }.joined(), to: "inputs")
    let answers = try PythonPeer.run(
      code: """
        import base64, sys
        for line in open(sys.argv[1]):
            data = base64.b64decode(line.strip())
            text = data.decode("utf-8", errors="replace")
            there = data.decode("utf-8", errors="ignore").count(chr(0xFFFD))
            print(base64.b64encode(text.encode()).decode(), text.count(chr(0xFFFD)) - there)
        """, file
    ).split(separator: "\n")
    try #require(answers.count == inputs.count)
    for (input, answer) in zip(inputs, answers) {
      let words = answer.split(separator: " ", omittingEmptySubsequences: false)
      let repaired = Document(input)
      #expect(Data(repaired.text).base64EncodedString() == words[0], "\(input)")
      #expect(repaired.replacements == Int(words[1]))
    }
  }

  @Test("Counts each maximal ill-formed part once")
  func count() {
    #expect(Document([0x41, 0xF0, 0x9F, 0x42]).replacements == 1)
    #expect(Document([0xED, 0xA0, 0x80]).replacements == 3)
    #expect(Document([0xFF, 0xFE]).replacements == 2)
    #expect(Document([0x41, 0xFF]).replacements == 1)
  }
}
