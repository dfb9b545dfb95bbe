/// `split.json`: what the folder of one split holds. With its shards it is complete by itself, so that a
/// process may be given one split and no other.
struct SplitSummary: Codable, Equatable {
  static let fileName = "split.json"

  struct Shard: Codable, Equatable {
    let file: String
    let tokens: Int
    let documents: Int
  }

  let split: Split
  let vocabularySize: Int
  /// The token that begins every document.
  let bosToken: Int
  let tokens: Int
  let documents: Int
  /// UTF-8 bytes of all texts.
  let bytes: Int
  let shards: [Shard]
}
