import Testing
import Tokenizers

@Suite struct UTF8RepairTests {
  /// The standard library repairs by the same rule of the Unicode Standard.
  @Test func repairsAsTheStandardLibrary() {
    var generator = TextGenerator()
    for _ in 0..<20_000 {
      let bytes = generator.bytes(Int.random(in: 0...24, using: &generator))
      var repaired: [UInt8] = []
      let replacements = bytes.withUnsafeBufferPointer { UTF8Repair.append($0, to: &repaired) }
      let expected = Array(String(decoding: bytes, as: UTF8.self).utf8)
      #expect(repaired == expected, "seed \(generator.seed): \(bytes)")
      #expect((replacements == 0) == (bytes == expected), "seed \(generator.seed): \(bytes)")
    }
  }

  @Test func countsEachIllFormedPart() {
    var repaired: [UInt8] = []
    // The example of the Unicode Standard, table 3-8.
    let bytes: [UInt8] = [0x61, 0xF1, 0x80, 0x80, 0xE1, 0x80, 0xC2, 0x62, 0x80, 0x63, 0x80, 0xBF, 0x64]
    #expect(bytes.withUnsafeBufferPointer { UTF8Repair.append($0, to: &repaired) } == 6)
    #expect(
      String(decoding: repaired, as: UTF8.self) == "a\u{FFFD}\u{FFFD}\u{FFFD}b\u{FFFD}c\u{FFFD}\u{FFFD}d")
  }

  @Test func knowsWellFormedText() {
    var generator = TextGenerator()
    for text in generator.texts(500) {
      #expect(Array(text.utf8).withUnsafeBufferPointer(UTF8Repair.isWellFormed), "seed \(generator.seed)")
    }
    #expect(![0x41, 0xC3].withUnsafeBufferPointer(UTF8Repair.isWellFormed))
  }
}
