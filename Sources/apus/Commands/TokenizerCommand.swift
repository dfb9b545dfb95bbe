import ArgumentParser
import Foundation
import Terminal
import Tokenizers

struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer", abstract: "Encode text with a tokenizer file.", subcommands: [Encode.self])

  struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read text on standard input and print its token ids.",
      discussion: """
        Example:
          echo 'swifts sleep on the wing' | apus tokenizer encode --tokenizer tokenizer.json --json
        """)

    @Option(help: "A tokenizer.json.")
    var tokenizer: String

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() throws {
      let tokenizer = try Tokenizer(tokenizerJSON: tokenizer)
      let text = FileHandle.standardInput.readDataToEndOfFile()
      let ids = try tokenizer.encode(Array(text)).map(String.init)
      Terminal.output.write(json ? "[\(ids.joined(separator: ","))]\n" : ids.joined(separator: " ") + "\n")
    }
  }
}
