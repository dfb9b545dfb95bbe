import Datasets
import Foundation
import TestSupport
import Testing
import TokenShards

/// The default corpus where this machine has it; tests fetch nothing over the network.
private let gcide: String? = [
  "/usr/share/dictd", CacheFolder.path("corpora/gcide"),
].first { FileManager.default.fileExists(atPath: $0 + "/gcide.index") }

@Suite(
  "The default corpus",
  .enabled(if: gcide != nil, "needs dict-gcide: ./apus fetches it, or apt-get install it"))
struct GCIDETests {
  @Test("One document per entry, prepared and packed")
  func wholeWay() throws {
    let folder = try TemporaryFolder()
    let corpus = try Corpus.locate("gcide")
    let text = try PreparedText.prepare(corpus, cache: folder.path)
    #expect(text.counts.documents > 100_000)
    #expect(text.counts.bytes > 39_000_000)
    #expect(text.counts.val.bytes > 1_500_000 && text.counts.test.bytes > 1_500_000)
    #expect(text.counts.replacements > 0)
    let train = try text.split(.train)
    #expect(train.byteCount == text.counts.train.bytes)
    // About three bytes a token, and one token more per document.
    #expect((2.5...4).contains(Double(train.byteCount) / Double(train.tokenCount)))
    let stream = try BatchStream(train, rows: 8, length: 512, seed: 1)
    // An epoch, so that what waits does not count for much.
    for _ in 0..<train.tokenCount / (8 * 512) { _ = stream.next() }
    #expect(stream.croppedShare < 0.1)
    let evaluation = try EvaluationRows(text.split(.val), length: 512, count: 512)
    #expect(evaluation.rows.count == 512)
    let again = try PreparedText.prepare(corpus, cache: folder.path) { _ in
      Issue.record("a prepared text was made twice")
    }
    #expect(again.folder == text.folder)
  }
}

@Suite(
  "Fetching the default corpus",
  .enabled(
    if: ProcessInfo.processInfo.environment["APUS_TEST_NETWORK"] == "1",
    "needs the network: set APUS_TEST_NETWORK=1"))
struct GCIDEFetchTests {
  @Test("Fetched by apt without root, into a folder of our own, once")
  func fetch() throws {
    let folder = try TemporaryFolder()
    let corpus = try GCIDE.corpus(cache: folder.path, system: folder.path("nowhere"))
    #expect(corpus.files.map(\.path) == [folder.path("gcide/gcide.index")])
    #expect(try folder.names() == ["gcide", "gcide.lock"])
    let first =
      try FileManager.default.attributesOfItem(atPath: folder.path("gcide"))[.systemFileNumber] as? Int
    _ = try GCIDE.corpus(cache: folder.path, system: folder.path("nowhere"))
    let second =
      try FileManager.default.attributesOfItem(atPath: folder.path("gcide"))[.systemFileNumber] as? Int
    #expect(first == second)
    var documents = corpus.documents()
    let entry = try #require(try documents.next())
    #expect(!entry.text.isEmpty)
  }
}
