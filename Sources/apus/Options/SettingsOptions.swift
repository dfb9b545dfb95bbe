import ArgumentParser
import Foundation
import Research

/// The settings of a workspace that is made.
struct SettingsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The text: gcide, hf:owner/name, a path or glob of .txt, .jsonl, .json or .parquet files.",
      valueName: "corpus"))
  var corpus: String?

  @Option(help: ArgumentHelp("Training time of one run: 90s, 5m, 1h.", valueName: "time"))
  var budget: TimeSpan?

  @Option(help: "Size of the tokenizer's vocabulary.")
  var vocabularySize: Int?

  @Option(help: "Tokens in a row.")
  var sequenceLength: Int?

  @Option(help: "Validation tokens that a run is scored on.")
  var evaluationTokens: Int?

  @Option(help: "LibTorch's name of the device: cpu, cuda:0.")
  var device: String?

  @Option(help: "Threads for LibTorch's operators.")
  var threads: Int?

  /// The corpus that is no path: it is fetched.
  static let fetchedCorpus = "gcide"

  /// The corpus by its whole path: a workspace is used from any folder.
  private static func absolute(_ corpus: String) -> String {
    if corpus == fetchedCorpus || corpus.hasPrefix("hf:") { return corpus }
    let expanded = (corpus as NSString).expandingTildeInPath
    let isAbsolute = expanded.hasPrefix("/")
    return isAbsolute ? expanded : FileManager.default.currentDirectoryPath + "/" + expanded
  }

  /// The machine's defaults with what was asked for.
  func settings() throws -> Settings {
    let machine = ProcessInfo.processInfo
    var settings = Settings.defaults(
      device: device ?? Installation.defaultDevice, threads: threads ?? machine.activeProcessorCount,
      memory: Int(clamping: machine.physicalMemory))
    if let corpus { settings.corpus = SettingsOptions.absolute(corpus) }
    if let budget { settings.budget = budget.seconds }
    if let vocabularySize { settings.vocabularySize = vocabularySize }
    if let sequenceLength { settings.sequenceLength = sequenceLength }
    if let evaluationTokens { settings.evaluationTokens = evaluationTokens }
    try settings.check()
    return settings
  }

  /// The settings of an existing workspace with what was asked for; those that would make earlier scores incomparable
  /// are refused.
  func applied(to existing: Settings) throws -> Settings {
    var settings = existing
    if let corpus { settings.corpus = SettingsOptions.absolute(corpus) }
    if let budget { settings.budget = budget.seconds }
    if let vocabularySize { settings.vocabularySize = vocabularySize }
    if let sequenceLength { settings.sequenceLength = sequenceLength }
    if let evaluationTokens { settings.evaluationTokens = evaluationTokens }
    if let device { settings.device = device }
    if let threads { settings.threads = threads }
    guard settings == existing else {
      throw WorkspaceError(
        "the workspace was made with other settings (apus.json), and its scores belong to them: "
          + "make another with 'apus init' for these")
    }
    return settings
  }
}
