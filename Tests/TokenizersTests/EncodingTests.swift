import Dispatch
import TestSupport
import Testing
import Tokenizers

@Suite struct EncodingTests {
  private struct Request: Encodable {
    var tokenizer = ""
    var ranks = ""
    var pattern = ""
    var special: [String: TokenID] = [:]
    var allow_special = false
    let texts: [String]
  }

  @Test(
    .enabled(if: Peer.isInstalled, Peer.hint), arguments: SplitPattern.Known.allCases,
    [AllowedSpecial.none, .all])
  func encodesAsTokenizersDoes(_ known: SplitPattern.Known, _ allowed: AllowedSpecial) throws {
    let tokenizer = try TrainedTokenizer.make(known, size: 900)
    var generator = TextGenerator()
    let texts = generator.texts(2500)
    let theirs = try TemporaryFolder.with { folder in
      try tokenizer.write(tokenizerJSON: "\(folder)/tokenizer.json")
      let request = Request(
        tokenizer: "\(folder)/tokenizer.json", allow_special: allowed == .all, texts: texts)
      return try Peer.ask("encode", request, as: [[TokenID]].self)
    }
    for (text, ids) in zip(texts, theirs) {
      #expect(
        try tokenizer.encode(text, allowedSpecial: allowed) == ids,
        "seed \(generator.seed): \(text.debugDescription)")
    }
  }

  @Test(
    .enabled(if: Peer.isInstalled, Peer.hint), arguments: SplitPattern.Known.allCases,
    [AllowedSpecial.none, .all])
  func encodesAsTiktokenDoes(_ known: SplitPattern.Known, _ allowed: AllowedSpecial) throws {
    let trained = try TrainedTokenizer.make(known, size: 900)
    let special = Dictionary(uniqueKeysWithValues: trained.addedTokens.map { ($0.content, $0.id) })
    let tokenizer = try Tokenizer(
      tiktokenRanks: trained.tiktokenRanks(), name: "ranks", pattern: trained.pattern, specialTokens: special)
    var generator = TextGenerator()
    let texts = generator.texts(2500)
    let theirs = try TemporaryFolder.with { folder in
      try tokenizer.write(tiktokenRanks: "\(folder)/ranks")
      let request = Request(
        ranks: "\(folder)/ranks", pattern: known.source, special: special, allow_special: allowed == .all,
        texts: texts)
      return try Peer.ask("tiktoken", request, as: [[TokenID]].self)
    }
    for (text, ids) in zip(texts, theirs) {
      #expect(
        try tokenizer.encode(text, allowedSpecial: allowed) == ids,
        "seed \(generator.seed): \(text.debugDescription)")
    }
  }

  @Test func decodesToTheSameText() throws {
    let tokenizer = try TrainedTokenizer.trained.get()
    var generator = TextGenerator()
    for text in generator.texts(3000) {
      for allowed in [AllowedSpecial.none, .all] {
        let ids = try tokenizer.encode(text, allowedSpecial: allowed)
        #expect(try tokenizer.decodeBytes(ids) == Array(text.utf8), "seed \(generator.seed)")
      }
      let ids = try tokenizer.encode(text)
      #expect(
        ids.reduce(0) { $0 + tokenizer.byteCount(ofToken: $1) } == text.utf8.count, "seed \(generator.seed)")
    }
  }

  /// Random ranks, far from any that training gives, over pieces short and long: the scan and the heap both.
  @Test func mergesAsTheReferenceDoes() throws {
    var generator = TextGenerator()
    for _ in 0..<8 {
      var tokens = (UInt8.min...UInt8.max).map { [$0] }
      var known = Set(tokens)
      while tokens.count < 256 + 60 {
        let token = (0..<Int.random(in: 2...5, using: &generator)).map { _ in
          UInt8.random(in: 97...99, using: &generator)
        }
        if known.insert(token).inserted { tokens.append(token) }
      }
      let ranks = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, TokenID($0)) })
      let tokenizer = try Tokenizer(
        tiktokenRanks: RankFile.make(tokens), name: "ranks", pattern: SplitPattern("[a-z]+"),
        specialTokens: [:])
      for length in [1, 2, 3, 5, 15, 16, 17, 40, 95, 96, 97, 98, 200, 700] {
        let piece = (0..<length).map { _ in UInt8.random(in: 97...99, using: &generator) }
        let expected = ReferenceBPE.encode(piece, ranks: ranks)
        // The second time it comes from the cache.
        for _ in 0..<2 { #expect(try tokenizer.encode(piece) == expected, "seed \(generator.seed)") }
      }
    }
  }

  @Test(arguments: ["a", " ", "ab", "é", "\u{0}"])
  func takesAMegabyteOfOneThing(_ unit: String) throws {
    let tokenizer = try TrainedTokenizer.trained.get()
    let text = String(repeating: unit, count: (1 << 20) / unit.utf8.count)
    #expect(try tokenizer.decode(tokenizer.encode(text)) == text)
  }

  @Test func emptyTextHasNoTokens() throws {
    let tokenizer = try TrainedTokenizer.trained.get()
    #expect(try tokenizer.encode("") == [])
    #expect(try tokenizer.encode([UInt8]()) == [])
    #expect(try tokenizer.decode([]) == "")
    var replacements = 0
    #expect(try tokenizer.encode(documents: [], replacements: &replacements) == [])
    #expect(try tokenizer.encode(documents: [[], []], prefix: 5, replacements: &replacements) == [[5], [5]])
  }

  // MARK: Special tokens

  @Test func specialTokensComeOnlyWhereAllowed() throws {
    let tokenizer = try TrainedTokenizer.trained.get()
    let bos = try #require(tokenizer.bosToken)
    let end = try tokenizer.id(ofSpecial: "<|end|>")
    #expect(tokenizer.vocabularySize == Int(end) + 1)
    let text = "<|bos|>hi<|end|>"
    #expect(!(try tokenizer.encode(text).contains { $0 >= bos }))
    #expect(try tokenizer.encode(text, allowedSpecial: .all) == [bos] + tokenizer.encode("hi") + [end])
    let some = try tokenizer.encode(text, allowedSpecial: .only(["<|end|>"]))
    #expect(some == (try tokenizer.encode("<|bos|>hi")) + [end])
    #expect(tokenizer.byteCount(ofToken: bos) == 0)
    #expect(tokenizer.tokenByteCounts[0..<256].allSatisfy { $0 == 1 })
    #expect(try tokenizer.decode([bos]) == "<|bos|>")
    #expect(throws: TokenizerError.unknownSpecialToken("<|no|>")) { try tokenizer.id(ofSpecial: "<|no|>") }
  }

  @Test func theLongestSpecialTokenWins() throws {
    let tokens = (UInt8.min...UInt8.max).map { [$0] }
    let tokenizer = try Tokenizer(
      tiktokenRanks: RankFile.make(tokens), name: "ranks", pattern: SplitPattern(.gpt2),
      specialTokens: ["<a>": 256, "<a><b>": 257, "a>": 258])
    #expect(try tokenizer.encode("<a><a><b>a>", allowedSpecial: .all) == [256, 257, 258])
  }

  // MARK: Bytes that are not text

  @Test func illFormedBytesAreReplacedAndCounted() throws {
    let tokenizer = try TrainedTokenizer.trained.get()
    var generator = TextGenerator()
    for _ in 0..<1000 {
      let bytes = generator.bytes(Int.random(in: 0...40, using: &generator))
      var replacements = 0
      let ids = try tokenizer.encode(bytes, replacements: &replacements)
      let repaired = String(decoding: bytes, as: UTF8.self)
      #expect(try tokenizer.decode(ids) == repaired, "seed \(generator.seed)")
      #expect((replacements > 0) == (bytes != Array(repaired.utf8)), "seed \(generator.seed)")
    }
  }

  @Test(arguments: [-1, 1200, TokenID.max, TokenID.min])
  func refusesAnUnknownToken(_ id: TokenID) throws {
    let tokenizer = try TrainedTokenizer.trained.get()
    #expect(throws: TokenizerError.unknownToken(id: Int(id), vocabularySize: 1200)) {
      try tokenizer.decode([id])
    }
    #expect(tokenizer.byteCount(ofToken: id) == 0)
  }

  // MARK: Many threads

  @Test func manyThreadsEncodeAsOneDoes() throws {
    let tokenizer = try TrainedTokenizer.trained.get()
    var generator = TextGenerator()
    var documents = generator.texts(3000).map { Array($0.utf8) }
    documents[17] = [0xFF, 0xFE]
    let bos = try #require(tokenizer.bosToken)
    var replacements = 0
    let parallel = try tokenizer.encode(documents: documents, prefix: bos, replacements: &replacements)
    #expect(replacements == 2)
    #expect(try parallel == documents.map { [bos] + (try tokenizer.encode($0)) }, "seed \(generator.seed)")
  }

  @Test func aFailureInOneThreadIsThrown() throws {
    let tokens = (UInt8.min...UInt8.max).map { [$0] }
    let tokenizer = try Tokenizer(
      tiktokenRanks: RankFile.make(tokens), name: "ranks", pattern: SplitPattern("(?:a+)+b|c"),
      specialTokens: [:])
    var documents = [[UInt8]](repeating: Array("ccc".utf8), count: 100)
    documents[50] = [UInt8](repeating: 0x61, count: 40)
    var replacements = 0
    #expect(throws: TokenizerError.self) {
      try tokenizer.encode(documents: documents, replacements: &replacements)
    }
  }
}
