import Testing
import Tokenizers

@Suite struct SplitPatternTests {
  @Test(arguments: SplitPattern.Known.allCases)
  func piecesAreTheText(_ known: SplitPattern.Known) throws {
    var generator = TextGenerator()
    let pattern = try SplitPattern(known)
    for text in generator.texts(2000) {
      let pieces = try pattern.pieces(of: text)
      #expect(Array(pieces.joined().utf8) == Array(text.utf8), "seed \(generator.seed)")
      #expect(!pieces.contains(""), "seed \(generator.seed)")
    }
  }

  @Test func splitsAsGPT4Does() throws {
    let pattern = try SplitPattern(.nanochat)
    #expect(
      try pattern.pieces(of: "Don't  stop: 12345\n\n x")
        == ["Don", "'t", " ", " stop", ":", " ", "12", "34", "5", "\n\n", " x"])
  }

  @Test(.enabled(if: Peer.isInstalled, Peer.hint), arguments: SplitPattern.Known.allCases)
  func splitsAsOniguruma(_ known: SplitPattern.Known) throws {
    struct Request: Encodable {
      let pattern: String
      let texts: [String]
    }
    var generator = TextGenerator()
    let texts = generator.texts(3000)
    let theirs = try Peer.ask("split", Request(pattern: known.source, texts: texts), as: [[String]].self)
    let pattern = try SplitPattern(known)
    for (text, pieces) in zip(texts, theirs) {
      let ours = try pattern.pieces(of: text)
      #expect(
        ours.map { Array($0.utf8) } == pieces.map { Array($0.utf8) },
        "seed \(generator.seed): \(text.debugDescription)")
    }
  }

  @Test(arguments: SplitPattern.Known.allCases)
  func takesLongRuns(_ known: SplitPattern.Known) throws {
    let pattern = try SplitPattern(known)
    for character in [" ", "\n", "a", "A", "é", "你", "0", "!", "\u{301}", " \n", "\u{3000}"] {
      for end in ["", "x", "!", "\n"] {
        let text = String(repeating: character, count: (1 << 20) / character.utf8.count) + end
        let pieces = try pattern.pieces(of: text)
        #expect(pieces.reduce(0) { $0 + $1.utf8.count } == text.utf8.count)
      }
    }
  }

  @Test func keepsWhatIsNotMatched() throws {
    #expect(try SplitPattern("b+").pieces(of: "aabbcbd") == ["aa", "bb", "c", "b", "d"])
  }

  @Test func whiteSpaceIsUnicodes() throws {
    #expect(
      try SplitPattern(#"\s+"#).pieces(of: "a\u{180E}\u{2003}\u{85}b") == [
        "a\u{180E}", "\u{2003}\u{85}", "b",
      ])
    #expect(try SplitPattern(#"[^\s]+"#).pieces(of: "a\u{A0}b") == ["a", "\u{A0}", "b"])
  }

  @Test(arguments: ["(", "[a", "a{2,1}", "*", #"\p{Nope}"#, #"\"#, "a*", "", "x|", #"\Ca"#])
  func refusesWhatIsNoPattern(_ source: String) throws {
    #expect {
      try SplitPattern(source)
    } throws: { error in
      guard case .invalidPattern(let pattern, _, let reason) = error as? TokenizerError else { return false }
      return pattern == source && !reason.isEmpty
    }
  }

  @Test func failsWhereAPatternBacktracksForEver() throws {
    let pattern = try SplitPattern("(?:a+)+b|c")
    #expect {
      try pattern.pieces(of: String(repeating: "a", count: 40))
    } throws: { error in
      if case .matchFailed(offset: 0, _) = error as? TokenizerError { true } else { false }
    }
  }
}
