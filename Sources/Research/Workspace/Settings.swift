/// The rules of one piece of research, fixed when its workspace is made: what the experiments share and may not change.
public struct Settings: Codable, Sendable, Equatable {
  /// Where the text comes from: `gcide`, a path or glob, `hf:owner/name`.
  public var corpus: String
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
  /// The share of null changes that may be kept.
  public var errorRate: Double
  /// Resident bytes that one run may use.
  public var memoryLimit: Int

  public init(
    corpus: String, vocabularySize: Int, sequenceLength: Int, evaluationTokens: Int, budget: Double,
    device: String, threads: Int, errorRate: Double, memoryLimit: Int
  ) {
    self.corpus = corpus
    self.vocabularySize = vocabularySize
    self.sequenceLength = sequenceLength
    self.evaluationTokens = evaluationTokens
    self.budget = budget
    self.device = device
    self.threads = threads
    self.errorRate = errorRate
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
      evaluationTokens: gpu ? 40 * 524_288 : 131_072,
      budget: 300,
      device: device,
      threads: threads,
      errorRate: 0.05,
      memoryLimit: memory / 4 * 3)
  }
}
