import Safetensors
import Testing

/// What a header may say, and what happens when it lies.
@Suite struct HeaderTests {
  @Test func readsEntriesInOrderOfTheirData() throws {
    let header = """
      {"b":{"dtype":"F32","shape":[2,3],"data_offsets":[2,26]},"__metadata__":{"format":"pt"},
      "a":{"shape":[],"data_offsets":[0,2],"dtype":"BF16","later":{"x":[1,null,-2.5e3]}},
      "empty \\u00e9 \\ud83d\\ude00":{"dtype":"I64","shape":[0,4],"data_offsets":[26,26]}}
      """
    let parsed = try parse(file(header: header, dataCount: 26))
    let start = 8 + header.utf8.count
    #expect(parsed.metadata == ["format": "pt"])
    #expect(parsed.entries.map(\.name) == ["a", "b", "empty é 😀"])
    #expect(parsed.entries.map(\.shape) == [[], [2, 3], [0, 4]])
    #expect(parsed.entries.map(\.dtype) == [.bfloat16, .float32, .int64])
    #expect(parsed.entries.map { $0.byteRange.lowerBound - start } == [0, 2, 26])
  }

  @Test func readsAnEmptyFile() throws {
    let parsed = try parse(file(header: "{}   ", dataCount: 0))
    #expect(parsed.entries.isEmpty)
  }

  @Test func refusesShortFiles() {
    #expect(throws: SafetensorsError.self) { try parse([]) }
    #expect(throws: SafetensorsError.self) { try parse([1, 2, 3]) }
    let short = file(header: "{}", dataCount: 0, announced: 3)
    let error = #expect(throws: SafetensorsError.self) { try parse(short) }
    #expect(error?.kind == .truncated(needed: 11, found: 10))
  }

  @Test func refusesAHugeHeaderBeforeReadingIt() {
    for announced in [25_000_001, UInt64.max, UInt64.max - 7, 1 << 63] {
      let error = #expect(throws: SafetensorsError.self) {
        try parse(file(header: "{}", dataCount: 0, announced: announced))
      }
      #expect(error?.kind == .headerTooLarge(length: announced))
    }
  }

  @Test(arguments: [
    "", "[]", "{", "{}x", "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{\"a\":{\"dtype\":3}}",
    "{\"__metadata__\":{\"a\":1}}",
    "{\"a\u{1}\":{}}", "{\"\\x\":{}}", "{\"\\ud800\":{}}", "{\"\\udc00\":{}}", "nul",
  ])
  func refusesWhatIsNotAHeader(_ header: String) {
    let error = #expect(throws: SafetensorsError.self) { try parse(file(header: header, dataCount: 0)) }
    #expect(error?.description.contains("\n") == false)
  }

  @Test func refusesDeepNesting() {
    let deep = "{\"a\":{\"x\":" + String(repeating: "[", count: 100_000)
    let error = #expect(throws: SafetensorsError.self) { try parse(file(header: deep, dataCount: 0)) }
    #expect(error?.description.contains("nested too deeply") == true)
  }

  @Test func refusesNamesThatStandTwice() {
    let header = """
      {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}
      """
    let error = #expect(throws: SafetensorsError.self) { try parse(file(header: header, dataCount: 2)) }
    #expect(error?.description.contains("'a' stands twice") == true)
  }

  /// One tensor (and, where given, a second one) over eight bytes of data; the last column must be in the message.
  @Test(arguments: [
    (#""dtype":"F32","shape":[2],"data_offsets":[0,7]"#, "takes 8 bytes, data_offsets give 7"),
    (#""dtype":"F32","shape":[3],"data_offsets":[0,12]"#, "reach beyond the file's 8 bytes"),
    (#""dtype":"F32","shape":[2],"data_offsets":[8,0]"#, "is not [begin, end]"),
    (#""dtype":"F32","shape":[2],"data_offsets":[0]"#, "is not [begin, end]"),
    (#""dtype":"F32","shape":[2],"data_offsets":[0,1,8]"#, "more than 2 numbers"),
    (#""dtype":"F31","shape":[2],"data_offsets":[0,8]"#, "dtype 'F31' is unknown"),
    (#""dtype":"F32","shape":[2]"#, "not all there"),
    (#""dtype":"F32","shape":[-2],"data_offsets":[0,8]"#, "whole number"),
    (#""dtype":"F32","shape":[2.0],"data_offsets":[0,8]"#, "whole number"),
    (#""dtype":"F32","shape":[02],"data_offsets":[0,8]"#, "whole number"),
    (#""dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,8]"#, "exceeds 64 bits"),
    (#""dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]"#, "is not a number of bytes"),
    (#""dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]"#, "is not a number of bytes"),
    (#""dtype":"F4","shape":[3],"data_offsets":[0,2]"#, "is not a number of bytes"),
    (#""dtype":"F32","shape":[1],"data_offsets":[0,4]"#, "4 bytes after the last tensor"),
    (#""dtype":"F32","shape":[1],"data_offsets":[4,8]"#, "leaves 4 bytes unused before it"),
    (
      #""dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]"#,
      "'b' overlaps the tensor before it"
    ),
  ])
  func refusesEntriesThatDoNotHold(entry: String, message: String) {
    let bytes = file(header: "{\"a\":{\(entry)}}", dataCount: 8)
    let error = #expect(throws: SafetensorsError.self) { try parse(bytes) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "accepted")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func refusesARankThatNoFrameworkHas() {
    let shape = Array(repeating: "1", count: 65).joined(separator: ",")
    let header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[\(shape)],\"data_offsets\":[0,1]}}"
    #expect(throws: SafetensorsError.self) { try parse(file(header: header, dataCount: 1)) }
  }

  /// A parse of a damaged header ends in a checked table or in a typed error of one line; it never traps.
  @Test func survivesMutation() throws {
    let header = """
      {"__metadata__":{"format":"pt","k\\u00e9":"v"},"a.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},\
      "b":{"dtype":"I64","shape":[],"data_offsets":[24,32]},"c":{"dtype":"BOOL","shape":[0],"data_offsets":[32,32]}}
      """
    let original = file(header: header, dataCount: 32)
    _ = try parse(original)
    var random = SplitMix64(state: 2026)
    let alphabet = Array("{}[]\",:0123456789-e.\\u \u{0}".utf8)
    var refused = 0
    for _ in 0..<3_000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.remove(at: at)
        case 3: bytes.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: at)
        case 4: bytes[at] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        default: bytes.removeLast(Int.random(in: 0...min(16, bytes.count), using: &random))
        }
      }
      do {
        for entry in try parse(bytes).entries {
          let count = entry.dtype.byteCount(shape: entry.shape)
          #expect(entry.byteRange.upperBound <= bytes.count && count == UInt64(entry.byteRange.count))
        }
      } catch let error as SafetensorsError {
        refused += 1
        #expect(!error.description.unicodeScalars.contains { $0.properties.generalCategory == .control })
      }
    }
    #expect(refused > 2_000)
  }
}
