import Datasets
import Experiments
import Foundation
import Ledger
import Research
import Sandbox
import Terminal
import TokenShards
import Tokenizers

/// A workspace with everything in place that its experiments need.
struct Session {
  let workspace: Workspace
  let ledger: Ledger
  let bench: TestBench
  let sandbox: Sandbox
  let tokenizer: Tokenizer

  /// Whether the session writes to the ledger; only one at a time may.
  enum Access { case readOnly, readWrite }

  /// Opens the ledger, finds or prepares the text, tries the sandbox.
  static func open(_ workspace: Workspace, access: Access, allowUnconfined: Bool = false) async throws
    -> Session
  {
    let settings = workspace.settings
    let installation = try Installation.find()
    let ledger =
      try access == .readWrite
      ? Ledger.open(workspace.ledgerPath) : Ledger.openForReading(workspace.ledgerPath)
    let text = try await Preparing.text(corpus: settings.corpus, vocabularySize: settings.vocabularySize)
    // Found now, not after the first run.
    let rows = settings.evaluationTokens / settings.sequenceLength
    _ = try EvaluationRows(text.split(.val), length: settings.sequenceLength, count: rows)
    let sandbox = try await Sandbox.strongest(allowUnconfined: allowUnconfined)
    if !sandbox.level.confines { Terminal.error.write("note: \(sandbox.level.explanation)\n") }
    let toolchain = try await Toolchain.find(root: installation.root)
    let host = try installation.host(
      toolchain, memoryLimit: settings.memoryLimit, allowUnconfined: allowUnconfined)
    let runner = Runner(
      host: host, sandbox: sandbox, trainingData: text.splitFolder(.train), settings: settings)
    let tokenizer = try Tokenizer(tokenizerJSON: text.tokenizerPath)
    let bench = TestBench(
      workspace: workspace,
      gate: Gate(
        compiler: Compiler(toolchain, sandbox: sandbox, cache: workspace.compilerCache), runner: runner),
      scorer: ScorerProcess(program: installation.program), text: text.folder,
      prompts: try prompts(text))
    return Session(workspace: workspace, ledger: ledger, bench: bench, sandbox: sandbox, tokenizer: tokenizer)
  }

  /// The beginnings of a few validation documents, for samples.
  private static func prompts(_ text: PreparedText) throws -> [[Int32]] {
    let split = try text.split(.val)
    return (0..<min(4, split.documentCount)).map { index in
      Array(split.document(index * split.documentCount / 4).prefix(9))
    }
  }

  /// The text that token ids stand for, without special tokens.
  func decode(_ tokens: [Int32]) -> String {
    // Ids that the vocabulary does not have cannot come from the scorer; should one, the sample says so.
    (try? tokenizer.decode(tokens.filter { $0 != tokenizer.bosToken }))
      ?? "(tokens outside of the vocabulary)"
  }
}
