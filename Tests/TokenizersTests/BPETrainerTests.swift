import Testing
import Tokenizers

@Suite struct BPETrainerTests {
  private struct Request: Encodable {
    let texts: [String]
    let size: Int
    let pattern: String
  }

  private func tokens(_ tokenizer: Tokenizer, _ ids: Range<Int>) throws -> [[UInt8]] {
    try ids.map { Array(try tokenizer.bytes(ofToken: TokenID($0))) }
  }

  private func train(_ texts: [String], size: Int, _ pattern: SplitPattern) throws -> [[UInt8]] {
    let trainer = try BPETrainer(vocabularySize: size, pattern: pattern, specialTokens: [])
    let tokenizer = try trainer.train(on: texts.map { Array($0.utf8) }).tokenizer
    return try tokens(tokenizer, 0..<tokenizer.vocabularySize)
  }

  @Test(arguments: SplitPattern.Known.allCases)
  func learnsAsTheReferenceDoes(_ known: SplitPattern.Known) throws {
    let pattern = try SplitPattern(known)
    for round in 0..<4 {
      var generator = TextGenerator()
      // Few letters make many ties and many runs.
      let texts =
        round < 2
        ? generator.texts(60)
        : (0..<40).map { _ in String((0..<60).map { _ in "aab ".randomElement(using: &generator) ?? "a" }) }
      let reference = try ReferenceBPE.train(texts, size: 330, pattern: pattern)
      #expect(try train(texts, size: 330, pattern) == reference, "seed \(generator.seed)")
    }
  }

  /// Without a split, long runs of few letters reach one token by different merges, and overlap.
  @Test func learnsOverlapsAsTheReferenceDoes() throws {
    let pattern = try SplitPattern("[ab]+")
    for _ in 0..<30 {
      var generator = TextGenerator()
      let texts = (0..<20).map { _ in
        String(
          (0..<Int.random(in: 1...60, using: &generator)).map { _ in
            "ab".randomElement(using: &generator) ?? "a"
          })
      }
      let reference = try ReferenceBPE.train(texts, size: 400, pattern: pattern)
      #expect(try train(texts, size: 400, pattern) == reference, "seed \(generator.seed)")
    }
  }

  @Test(.enabled(if: Peer.isInstalled, Peer.hint))
  func learnsAsRustbpeDoes() throws {
    var generator = TextGenerator()
    let texts = (0..<3000).map { _ in (0..<20).map { _ in generator.word() }.joined() }
    let request = Request(texts: texts, size: 900, pattern: SplitPattern.Known.nanochat.source)
    let theirs = try Peer.ask("rustbpe", request, as: [[UInt8]].self)
    #expect(try train(texts, size: 900, SplitPattern(.nanochat)) == theirs, "seed \(generator.seed)")
  }

  /// `tokenizers` breaks ties by its own ids, in the order of its alphabet. Of printable ASCII without spaces
  /// that is the order of the bytes, so there the merges must be the same.
  @Test(.enabled(if: Peer.isInstalled, Peer.hint))
  func learnsAsTokenizersDoesOnASCII() throws {
    var generator = TextGenerator()
    let texts = (0..<2000).map { _ in
      String((0..<15).map { _ in generator.word() }.joined().filter { $0 != " " })
    }
    let request = Request(texts: texts, size: 500, pattern: "[a-z]{1,7}")
    let theirs = try Peer.ask("tokenizers", request, as: [[String]].self)
    let ours = try train(texts, size: 256 + theirs.count, SplitPattern(request.pattern)).dropFirst(256)
    #expect(theirs.count > 400)
    #expect(
      ours.map { String(decoding: $0, as: UTF8.self) } == theirs.map { $0.joined() }, "seed \(generator.seed)"
    )
  }

  @Test func orderOfDocumentsDoesNotMatter() throws {
    var generator = TextGenerator()
    let texts = generator.texts(500)
    let pattern = try SplitPattern(.nanochat)
    #expect(
      try train(texts, size: 400, pattern) == train(texts.shuffled(using: &generator), size: 400, pattern))
  }

  @Test func asynchronousDocumentsAreTheSame() async throws {
    var generator = TextGenerator()
    let documents = generator.texts(200).map { Array($0.utf8) }
    let trainer = try BPETrainer(vocabularySize: 350, pattern: SplitPattern(.nanochat))
    let stream = AsyncStream { continuation in
      for document in documents { continuation.yield(document) }
      continuation.finish()
    }
    let result = try await trainer.train(on: stream)
    #expect(try result.tokenizer.tokenizerJSON() == trainer.train(on: documents).tokenizer.tokenizerJSON())
    #expect(result.documents == 200)
  }

  @Test func countsWhatItSaw() throws {
    let trainer = try BPETrainer(vocabularySize: 300, pattern: SplitPattern(.nanochat))
    let result = try trainer.train(on: [Array("ab ab".utf8), [0xFF, 0x61], []])
    #expect(result.documents == 3)
    #expect(result.bytes == 7)
    #expect(result.replacements == 1)
    #expect(result.distinctPieces == 3)
  }

  @Test func stopsWhenNothingIsLeftToMerge() throws {
    let trainer = try BPETrainer(vocabularySize: 1000, pattern: SplitPattern(.nanochat))
    let tokenizer = try trainer.train(on: [Array("abab".utf8)]).tokenizer
    // 256 bytes, "ab", "abab", "<|bos|>".
    #expect(tokenizer.vocabularySize == 259)
    #expect(tokenizer.bosToken == 258)
    #expect(try trainer.train(on: []).tokenizer.vocabularySize == 257)
  }

  @Test func makesNoTokenThatFilesCannotHold() throws {
    let trainer = try BPETrainer(vocabularySize: 300, pattern: SplitPattern("a+"), specialTokens: [])
    let tokenizer = try trainer.train(on: [[UInt8](repeating: 0x61, count: 100_000)]).tokenizer
    #expect(tokenizer.tokenByteCounts.max() == 1024)
    #expect(try Tokenizer(tokenizerJSON: tokenizer.tokenizerJSON(), name: "it").vocabularySize > 256)
  }

  @Test(arguments: [-1, 0, 256, 1 << 30])
  func refusesAnImpossibleSize(_ size: Int) throws {
    let pattern = try SplitPattern(.nanochat)
    #expect(throws: TokenizerError.self) { try BPETrainer(vocabularySize: size, pattern: pattern) }
  }

  @Test func refusesASpecialTokenNamedTwice() throws {
    let pattern = try SplitPattern(.nanochat)
    #expect(throws: TokenizerError.invalidVocabulary("a special token is named twice")) {
      try BPETrainer(vocabularySize: 500, pattern: pattern, specialTokens: ["<|a|>", "<|a|>"])
    }
  }
}
