import ArgumentParser
import Datasets
import Terminal
import TokenShards

struct Prepare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fetch a text, split it, train a tokenizer, write token shards.",
    discussion: """
      'apus research' does this by itself; the result is kept and used again.

      Example:
        apus prepare --corpus 'texts/*.txt' --vocabulary-size 8192
      """)

  @Option(help: "gcide, hf:owner/name, a path or glob of .txt, .jsonl, .json or .parquet files.")
  var corpus = "gcide"

  @Option(help: "Size of the tokenizer's vocabulary.")
  var vocabularySize = 4096

  func run() async throws {
    let text = try await Preparing.text(corpus: corpus, vocabularySize: vocabularySize)
    for split in Split.allCases {
      let tokens = try text.split(split)
      Terminal.output.write(
        "\(split.rawValue): \(tokens.documentCount) documents, \(tokens.tokenCount) tokens, \(Format.bytes(tokens.byteCount))\n"
      )
    }
    Terminal.output.write("\(text.folder)\n")
  }
}
