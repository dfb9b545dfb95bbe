import Foundation
import TestSupport
import Testing
import Tokenizers

@Suite struct TokenizerFileTests {
  @Test(arguments: SplitPattern.Known.allCases)
  func readsWhatItWrites(_ known: SplitPattern.Known) throws {
    let written = try TrainedTokenizer.make(known, size: 700)
    try TemporaryFolder.with { folder in
      let path = "\(folder)/tokenizer.json"
      try written.write(tokenizerJSON: path)
      try written.write(tokenizerJSON: path)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["tokenizer.json"])
      let read = try Tokenizer(tokenizerJSON: path)
      #expect(read.tokenizerJSON() == written.tokenizerJSON())
      #expect(read.pattern == written.pattern)
      #expect(read.addedTokens == written.addedTokens)
      #expect(read.bosToken == written.bosToken)
      var generator = TextGenerator()
      for text in generator.texts(300) {
        #expect(try read.encode(text) == written.encode(text), "seed \(generator.seed)")
      }
    }
  }

  @Test func readsTheRanksItWrites() throws {
    let trained = try TrainedTokenizer.trained.get()
    try TemporaryFolder.with { folder in
      let path = "\(folder)/ranks.tiktoken"
      try trained.write(tiktokenRanks: path)
      let read = try Tokenizer(
        tiktokenRanks: path, pattern: trained.pattern, specialTokens: ["<|bos|>": 1198])
      #expect(read.tiktokenRanks() == trained.tiktokenRanks())
      let tokens = try (0..<1198).map { Array(try trained.bytes(ofToken: $0)) }
      #expect(read.tiktokenRanks() == RankFile.make(tokens))
    }
  }

  @Test(.enabled(if: Peer.isInstalled, Peer.hint), arguments: ["gpt2", "qwen", "llama3"])
  func readsFilesOfTheFamily(_ family: String) throws {
    struct Request: Encodable {
      var family = ""
      var path = ""
      var pattern = ""
      var tokenizer = ""
      var allow_special = false
      let texts: [String]
    }
    var generator = TextGenerator()
    try TemporaryFolder.with { folder in
      let path = "\(folder)/tokenizer.json"
      let size = try Peer.ask(
        "make",
        Request(
          family: family, path: path, pattern: SplitPattern.Known.cl100k.source, texts: generator.texts(500)),
        as: Int.self)
      let tokenizer = try Tokenizer(tokenizerJSON: path)
      #expect(tokenizer.vocabularySize == size)
      #expect(tokenizer.bosToken == 0)
      #expect(tokenizer.normalizer == (family == "qwen" ? .nfc : .none))
      try tokenizer.write(tokenizerJSON: "\(folder)/again.json")
      for allowed in [AllowedSpecial.none, .all] {
        let texts = generator.texts(1500)
        for file in [path, "\(folder)/again.json"] {
          let theirs = try Peer.ask(
            "encode", Request(tokenizer: file, allow_special: allowed == .all, texts: texts),
            as: [[TokenID]].self)
          for (text, ids) in zip(texts, theirs) {
            #expect(
              try tokenizer.encode(text, allowedSpecial: allowed) == ids,
              "seed \(generator.seed): \(text.debugDescription)")
          }
        }
      }
    }
  }

  // MARK: Refusals

  static let template = #"""
    {"added_tokens":[{"id":256,"content":"<|bos|>","special":true}],"normalizer":null,
    "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"use_regex":true},
    "post_processor":null,"decoder":{"type":"ByteLevel"},
    "model":{"type":"BPE","vocab":{VOCAB},"merges":["a b",["c","d"]]}}
    """#

  /// A small valid file with one thing changed.
  static func file(_ old: String = "", _ new: String = "") throws -> [UInt8] {
    var vocabulary = ["\"ab\":257", "\"cd\":258"]
    let printable = Set(0x21...0x7E).union(0xA1...0xAC).union(0xAE...0xFF)
    var other: UInt32 = 0x100
    for byte in UInt32(0)...255 {
      var character = byte
      if !printable.contains(Int(byte)) {
        character = other
        other += 1
      }
      let hex = String(character, radix: 16)
      vocabulary.append("\"\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)\":\(byte)")
    }
    let text = template.replacingOccurrences(of: "VOCAB", with: vocabulary.joined(separator: ","))
    guard !old.isEmpty else { return Array(text.utf8) }
    try #require(text.contains(old))
    return Array(text.replacingOccurrences(of: old, with: new).utf8)
  }

  @Test func readsASmallFile() throws {
    let tokenizer = try Tokenizer(tokenizerJSON: Self.file(), name: "it")
    #expect(try tokenizer.encode("abcd") == [257, 258])
    #expect(tokenizer.bosToken == 256)
    #expect(tokenizer.vocabularySize == 259)
  }

  @Test(arguments: [
    (#""normalizer":null"#, #""normalizer":{"type":"NFKC"}"#, "the normalizer 'NFKC'"),
    (#""add_prefix_space":false"#, #""add_prefix_space":true"#, "'add_prefix_space'"),
    (#""use_regex":true"#, #""use_regex":false"#, "ByteLevel pre-tokenizer without its pattern"),
    (
      #"{"type":"ByteLevel","add_prefix_space""#, #"{"type":"Metaspace","add_prefix_space""#,
      "the pre-tokenizer 'Metaspace'"
    ),
    (
      #"{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}"#,
      #"{"type":"Sequence","pretokenizers":[{"type":"Digits"},{"type":"ByteLevel"}]}"#,
      "sequence Digits, ByteLevel"
    ),
    (
      #"{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}"#,
      #"{"type":"Sequence","pretokenizers":[{"type":"Split","behavior":"Isolated","pattern":{"Regex":"\\p{N}{1,3}+"}},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]}"#,
      "a count followed by '+'"
    ),
    (#""decoder":{"type":"ByteLevel"}"#, #""decoder":null"#, "a decoder"),
    (#""post_processor":null"#, #""post_processor":{"type":"BertProcessing"}"#, "'BertProcessing'"),
    (#""normalizer":null"#, #""truncation":{}"#, "'truncation'"),
    (#""normalizer":null"#, #""padding":{}"#, "'padding'"),
    (#""type":"BPE""#, #""type":"Unigram""#, "the model 'Unigram'"),
    (#""type":"BPE""#, #""type":"BPE","dropout":0.1"#, "'dropout'"),
    (#""type":"BPE""#, #""type":"BPE","byte_fallback":true"#, "'byte_fallback'"),
    (#""type":"BPE""#, #""type":"BPE","end_of_word_suffix":"</w>""#, "'end_of_word_suffix'"),
    (#""special":true"#, #""special":true,"lstrip":true"#, "'lstrip' of the added token '<|bos|>'"),
    (#""ab":257"#, #""▁ab":257"#, "the token '▁ab'"),
  ])
  func namesWhatItDoesNotSupport(_ old: String, _ new: String, _ feature: String) throws {
    let bytes = try Self.file(old, new)
    #expect {
      try Tokenizer(tokenizerJSON: bytes, name: "some.json")
    } throws: { error in
      guard case .unsupported("some.json", let named) = error as? TokenizerError else { return false }
      return named.contains(feature)
    }
  }

  @Test(arguments: [
    (#""added_tokens":["#, #""added_tokens":[1,"#, "an added token without"),
    (#""id":256"#, #""id":-4"#, "an added token without"),
    (#""id":256"#, #""id":97"#, "takes the id 97"),
    (#""special":true"#, #""special":"yes""#, "'special' is a string"),
    (#""ab":257"#, #""ab":97"#, "the id 97 stands twice"),
    (#""ab":257"#, #""ab":16000000"#, "with ids up to 16000000"),
    (#""ab":257"#, #""ab":99999999999999999999"#, "has no id"),
    (#""ab":257,"#, "", "names a token that is not in 'vocab'"),
    (#""a b""#, #""a b c""#, "the merge 0"),
    (#""a b""#, "7", "the merge 0"),
    (#""model":"#, #""modem":"#, "no 'model'"),
    (#""vocab""#, #""vocap""#, "no 'vocab'"),
    (#""merges""#, #""nerges""#, "no 'merges'"),
    (#""\u0041":65,"#, "", "the byte 65 has no token"),
    ("null,", "nul,", "not JSON at byte"),
  ])
  func saysWhatIsWrong(_ old: String, _ new: String, _ reason: String) throws {
    let bytes = try Self.file(old, new)
    #expect {
      try Tokenizer(tokenizerJSON: bytes, name: "some.json")
    } throws: { error in
      guard case .malformedFile("some.json", let said) = error as? TokenizerError else { return false }
      return said.contains(reason)
    }
  }

  @Test(arguments: [
    ("YQ==", "line 1: not two fields"), ("YQ== x", "line 1: the rank"), ("YQ== -1", "line 1: the rank"),
    ("YQ== 99999999999", "line 1: the rank"), ("Y?== 0", "line 1: not base64"),
    ("YR== 0", "line 1: not base64"),
    (" 0", "line 1: not base64"), ("YQ== 0\nYQ== 1", "the token with the id 1 stands twice"),
    ("YQ== 0\nYg== 0", "the id 0 stands twice"), ("YQ== 9999999", "with ids up to"),
  ])
  func saysWhatIsWrongWithRanks(_ text: String, _ reason: String) throws {
    let pattern = try SplitPattern(.gpt2)
    #expect {
      try Tokenizer(tiktokenRanks: Array(text.utf8), name: "ranks", pattern: pattern, specialTokens: [:])
    } throws: { error in
      guard case .malformedFile("ranks", let said) = error as? TokenizerError else { return false }
      return said.contains(reason)
    }
  }

  @Test func saysWhichFileCannotBeRead() throws {
    try TemporaryFolder.with { folder in
      for path in ["\(folder)/none.json", folder] {
        #expect {
          try Tokenizer(tokenizerJSON: path)
        } throws: { error in
          guard case .file(path, _, _) = error as? TokenizerError else { return false }
          return !"\(error)".contains("\n")
        }
      }
      let tokenizer = try TrainedTokenizer.trained.get()
      #expect {
        try tokenizer.write(tokenizerJSON: "\(folder)/no/such/folder.json")
      } throws: { error in
        if case .file(_, "write it", _) = error as? TokenizerError { true } else { false }
      }
    }
  }

  // MARK: Damage

  /// Thousands of damaged files: each is read or refused with a typed error, and what is read works.
  @Test func survivesDamage() throws {
    var generator = TextGenerator(seed: 20_261_121)
    let json = try Self.file()
    let ranks = try TrainedTokenizer.trained.get().tiktokenRanks().prefix(6000)
    let pattern = try SplitPattern(.gpt2)
    var refused = 0
    for round in 0..<4000 {
      let damaged = Self.damage(round % 2 == 0 ? json : Array(ranks), &generator)
      do {
        let tokenizer =
          round % 2 == 0
          ? try Tokenizer(tokenizerJSON: damaged, name: "it")
          : try Tokenizer(tiktokenRanks: damaged, name: "it", pattern: pattern, specialTokens: [:])
        let text = "The ab cd: 12 ü\n"
        #expect(try tokenizer.decode(tokenizer.encode(text)) == text, "round \(round)")
      } catch {
        refused += 1
        #expect(!error.description.isEmpty)
      }
    }
    #expect(refused > 1000)
    #expect(refused < 4000)
  }

  private static func damage(_ bytes: [UInt8], _ generator: inout TextGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
      case 2: bytes.removeLast(bytes.count - place)
      case 3:
        bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &generator)))
      case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
      default:
        let words = ["[", "{", "\"", "null", "-1", "1e999", "99999999", "\\u", "\\ud800", ",", "9", " "]
        bytes.insert(contentsOf: (words.randomElement(using: &generator) ?? " ").utf8, at: place)
      }
    }
    return bytes
  }

  @Test func refusesDeepNesting() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: TokenizerError.self) { try Tokenizer(tokenizerJSON: bytes, name: "it") }
  }
}
