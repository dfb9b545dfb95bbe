import Datasets
import Foundation
import TestSupport
import TokenShards

/// One token per byte, and one that begins a document.
struct ByteEncoder: TextEncoder {
  let vocabularySize: Int
  let bosToken = 256
  var tokenByteCounts: [Int] { (0..<vocabularySize).map { $0 < 256 ? 1 : 0 } }
  func encode(_ text: [UInt8]) -> [Int32] { text.map { Int32($0) } }
  func file() -> [UInt8] { Array("{\"model\": \"bytes\"}\n".utf8) }
}

/// Remembers nothing of its sample.
struct ByteTrainer: TextEncoderTrainer {
  func train(on sample: [[UInt8]], settings: PreparationSettings) -> any TextEncoder {
    ByteEncoder(vocabularySize: settings.vocabularySize)
  }
}

/// Texts that differ, of lengths spread like a dictionary's entries.
struct TextMaker {
  private var random: SplitMix64
  private static let words = [
    "the", "swift", "apus", "sleeps", "on", "wing", "über", "日本", "naïve", "🦅", "and",
  ]

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func text(words range: ClosedRange<Int> = 1...120) -> String {
    let count = Int.random(in: range, using: &random)
    let body = (0..<count).map { _ in Self.words.randomElement(using: &random) ?? "" }
    return "\(random.next()) " + body.joined(separator: " ")
  }

  mutating func texts(_ count: Int, words range: ClosedRange<Int> = 1...120) -> [String] {
    (0..<count).map { _ in text(words: range) }
  }
}

/// JSON lines of some texts.
func jsonLines(_ texts: [String], field: String = "text") throws -> String {
  try texts.map { text in
    let line = try JSONSerialization.data(withJSONObject: [field: text])
    return String(decoding: line, as: UTF8.self) + "\n"
  }.joined()
}

/// All documents of a corpus as strings.
func texts(of corpus: Corpus) throws -> [String] {
  var stream = corpus.documents()
  var texts: [String] = []
  while let document = try stream.next() { texts.append(String(decoding: document.text, as: UTF8.self)) }
  return texts
}

/// Settings that small corpora pass.
func smallSettings(vocabularySize: Int = 300) -> PreparationSettings {
  var settings = PreparationSettings()
  settings.vocabularySize = vocabularySize
  settings.minimumSplitBytes = 1
  return settings
}

/// A prepared text of generated documents.
func prepared(
  _ count: Int, seed: UInt64, words: ClosedRange<Int> = 1...120, vocabularySize: Int = 300,
  in folder: TemporaryFolder
) throws -> PreparedText {
  var maker = TextMaker(seed: seed)
  let file = try folder.write(try jsonLines(maker.texts(count, words: words)), to: "\(seed).jsonl")
  return try PreparedText.prepare(
    Corpus.locate(file), settings: smallSettings(vocabularySize: vocabularySize), trainer: ByteTrainer(),
    cache: folder.path("prepared"))
}
