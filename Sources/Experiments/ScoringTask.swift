/// What is to be scored, and on what.
public struct ScoringTask: Codable, Sendable {
  /// The compiled experiment.
  public var program: String
  /// Its weights, as its run saved them.
  public var weights: String
  /// The folder of the prepared text.
  public var text: String
  /// The split to score on: `val` while searching, `test` once, for the report.
  public var split: String
  /// Token ids go from 0 to one less than this.
  public var vocabularySize: Int
  /// Tokens in a row.
  public var sequenceLength: Int
  /// Tokens to score on, rounded down to whole rows.
  public var tokens: Int
  /// LibTorch's name of the device: `cpu`, `cuda:0`.
  public var device: String
  /// Threads for LibTorch's operators.
  public var threads: Int
  /// What the machine gives to the program.
  public var host: ExperimentHost
  /// Seconds that the program may take to answer all questions.
  public var patience: Double
  /// Beginnings of text to continue, as token ids; each becomes a sample.
  public var prompts: [[Int32]]
  /// Tokens of each sample.
  public var sampleLength: Int
  /// A folder for logs and the memory shared with the program.
  public var folder: String
  /// The process that asked. The scorer ends when it is gone: it would compute for no one, beside the next one's runs.
  public var parent: Int32

  /// Puts one together from its parts.
  public init(
    program: String, weights: String, text: String, split: String, vocabularySize: Int, sequenceLength: Int,
    tokens: Int,
    device: String, threads: Int, host: ExperimentHost, patience: Double, prompts: [[Int32]] = [],
    sampleLength: Int = 64, folder: String, parent: Int32
  ) {
    self.program = program
    self.weights = weights
    self.text = text
    self.split = split
    self.vocabularySize = vocabularySize
    self.sequenceLength = sequenceLength
    self.tokens = tokens
    self.device = device
    self.threads = threads
    self.host = host
    self.patience = patience
    self.prompts = prompts
    self.sampleLength = sampleLength
    self.folder = folder
    self.parent = parent
  }
}

/// What scoring found: a score, or why there can be none.
public enum ScoringResult: Codable, Sendable {
  case scored(Score)
  case rejected(String)
}

/// A model's score, with what was checked on the way.
public struct Score: Codable, Sendable, Equatable {
  /// Cross-entropy of the target tokens in bits, over the UTF-8 bytes that they stand for.
  public var bitsPerByte: Double
  /// Target tokens counted; special tokens are not.
  public var tokens: Int
  /// UTF-8 bytes of those tokens.
  public var bytes: Int
  /// Seconds that scoring took.
  public var seconds: Double
  /// Positions at which the causality probe compared logits.
  public var probedPositions: Int
  /// The largest difference of a next token's log-probability that it found, in nats.
  public var probeDifference: Double
  /// The continuations of the task's prompts, as token ids.
  public var samples: [[Int32]]

  /// Puts one together from its parts.
  public init(
    bitsPerByte: Double, tokens: Int, bytes: Int, seconds: Double, probedPositions: Int,
    probeDifference: Double,
    samples: [[Int32]]
  ) {
    self.bitsPerByte = bitsPerByte
    self.tokens = tokens
    self.bytes = bytes
    self.seconds = seconds
    self.probedPositions = probedPositions
    self.probeDifference = probeDifference
    self.samples = samples
  }
}
