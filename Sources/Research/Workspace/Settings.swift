/// The rules of one piece of research, fixed when its workspace is made: what the experiments share and may not change.
public struct Settings: Codable, Sendable, Equatable {
  /// Where the text comes from: `gcide`, a path or glob, `hf:owner/name`.
  public var corpus: String
  /// Token ids go from 0 to one less than this.
  public var vocabularySize: Int
  /// Tokens in a row.
  public var sequenceLength: Int
  /// Tokens of the validation split that each run is scored on, rounded down to whole rows.
  public var evaluationTokens: Int
  /// Seconds of training per run.
  public var budget: Double
  /// LibTorch's name of the device.
  public var device: String
  /// Threads for LibTorch's operators.
  public var threads: Int
  /// The share of false ones among the changes that are kept, over all the research in this workspace.
  public var falseDiscoveryRate: Double
  /// How many experiments are expected; more may follow, at falling levels.
  public var plannedExperiments: Int
  /// Resident bytes that one run may use.
  public var memoryLimit: Int

  /// Puts one together from its parts.
  public init(
    corpus: String, vocabularySize: Int, sequenceLength: Int, evaluationTokens: Int, budget: Double,
    device: String, threads: Int, falseDiscoveryRate: Double, plannedExperiments: Int, memoryLimit: Int
  ) {
    self.corpus = corpus
    self.vocabularySize = vocabularySize
    self.sequenceLength = sequenceLength
    self.evaluationTokens = evaluationTokens
    self.budget = budget
    self.device = device
    self.threads = threads
    self.falseDiscoveryRate = falseDiscoveryRate
    self.plannedExperiments = plannedExperiments
    self.memoryLimit = memoryLimit
  }

  /// The defaults of a machine. On a GPU they are the original's (karpathy/autoresearch: sequence 2048, vocabulary
  /// 8192, 5 minutes, 40 × 524,288 evaluation tokens); on a CPU what it trains in that time.
  public static func defaults(device: String, threads: Int, memory: Int) -> Settings {
    let gpu = device.hasPrefix("cuda")
    return Settings(
      corpus: "gcide",
      vocabularySize: gpu ? 8192 : 4096,
      sequenceLength: gpu ? 2048 : 512,
      evaluationTokens: gpu ? 40 * 524_288 : 65_536,
      budget: 300,
      device: device,
      threads: threads,
      falseDiscoveryRate: 0.1,
      plannedExperiments: 50,
      memoryLimit: memory / 4 * 3)
  }
}

extension Settings {
  /// Throws where a setting makes no sense, naming it.
  public func check() throws {
    func require(_ condition: Bool, _ words: String) throws {
      if !condition { throw WorkspaceError(words) }
    }
    try require(budget >= 1, "a budget of \(budget) s is no time to train in: give at least 1s")
    try require(budget <= 7 * 86_400, "a budget of \(budget) s is over a week")
    try require(
      (257...1 << 20).contains(vocabularySize), "a vocabulary of \(vocabularySize) is outside 257 to 1048576")
    try require(
      (8...1 << 17).contains(sequenceLength), "a sequence of \(sequenceLength) tokens is outside 8 to 131072")
    try require(
      evaluationTokens >= sequenceLength,
      "\(evaluationTokens) evaluation tokens do not fill one row of \(sequenceLength)")
    try require((1...4096).contains(threads), "\(threads) threads is outside 1 to 4096")
    try require(
      falseDiscoveryRate > 0 && falseDiscoveryRate < 1,
      "a false discovery rate of \(falseDiscoveryRate) is outside 0 to 1")
    try require(plannedExperiments >= 1, "\(plannedExperiments) planned experiments are too few")
  }
}
