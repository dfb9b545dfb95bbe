import Digests
import TokenShards

/// `manifest.json`: what a prepared text was made of.
struct PreparedManifest: Codable, Equatable {
  static let fileName = "manifest.json"
  static let tokenizerFileName = "tokenizer.json"
  /// Counted up with every change of what a prepared folder holds: of this file's fields, the shards, the tokenizer's
  /// file, or of how text is cut into them. It is in the folder's name, so that a newer program makes a folder of its own.
  static let currentFormat = 2

  let format: Int
  /// What the user called the corpus.
  let corpus: String
  /// Of the corpus's content, in hexadecimal digits: JSON's numbers are no 64-bit integers to everyone.
  let fingerprint: String
  let settings: PreparationSettings
  /// What the tokenizer has: less than asked for when the text has no more to merge.
  let vocabularySize: Int
  let bosToken: Int
  let tokenizerSampleBytes: Int
  let counts: CorpusCounts
  let tokenByteCounts: [Int]

  /// The name of the folder: the format, and corpus and settings in 16 hexadecimal digits.
  static func key(fingerprint: UInt64, settings: PreparationSettings) throws -> String {
    "v\(currentFormat)-" + hexadecimal(XXH64.hash(try JSONFile.encode(settings), seed: fingerprint))
  }

  /// A hash in 16 digits.
  static func hexadecimal(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
