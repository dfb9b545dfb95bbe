import Foundation
import TestSupport
import Testing
import Tokenizers

/// Rank files of the field, where PyPI's `litellm` is among the test packages.
@Suite struct PublishedRanksTests {
  static let folder = PythonPeer.path.split(separator: ":").map {
    "\($0)/litellm/litellm_core_utils/tokenizers"
  }
  .first { FileManager.default.fileExists(atPath: $0) }

  @Test(
    .enabled(
      if: Peer.isInstalled && folder != nil,
      "litellm or another Python peer is missing: `make test` installs them"),
    arguments: [
      (SplitPattern.Known.cl100k, "9b5ad71b2ce5302211f9c61530b329a4922fc6a4", TokenID(100_257)),
      (SplitPattern.Known.o200k, "fb374d419588a4632f3f557e76b4b70aebbca790", TokenID(199_999)),
    ])
  func encodesAsTiktokenDoes(_ known: SplitPattern.Known, _ file: String, _ endOfText: TokenID) throws {
    struct Request: Encodable {
      let ranks: String
      let pattern: String
      let special: [String: TokenID]
      let allow_special: Bool
      let texts: [String]
    }
    let path = "\(try #require(Self.folder))/\(file)"
    let special = ["<|endoftext|>": endOfText]
    let tokenizer = try Tokenizer(tiktokenRanks: path, pattern: SplitPattern(known), specialTokens: special)
    #expect(tokenizer.bosToken == endOfText)
    var generator = TextGenerator()
    let request = Request(
      ranks: path, pattern: known.source, special: special, allow_special: true, texts: generator.texts(3000))
    let theirs = try Peer.ask("tiktoken", request, as: [[TokenID]].self)
    for (text, ids) in zip(request.texts, theirs) {
      #expect(
        try tokenizer.encode(text, allowedSpecial: .all) == ids,
        "seed \(generator.seed): \(text.debugDescription)")
    }
    let again = try Tokenizer(tokenizerJSON: tokenizer.tokenizerJSON(), name: "again")
    for (text, ids) in zip(request.texts, theirs) {
      #expect(
        try again.encode(text, allowedSpecial: .all) == ids,
        "seed \(generator.seed): \(text.debugDescription)")
    }
  }
}
