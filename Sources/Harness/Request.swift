/// What the parent asks of an experiment's process: one JSON line on its standard input, read before any of the
/// experiment's own code runs. Nothing of it is passed by arguments or environment, which the experiment could read.
public struct Request: Codable, Sendable {
  /// What the process is to do.
  public enum Mode: String, Codable, Sendable {
    /// Count parameters without memory, then take a few steps on real batches.
    case check
    /// Train under the budget and save the weights.
    case train
    /// Load saved weights and answer tokens with logits until the input ends.
    case score
  }

  /// What the process is to do.
  public var mode: Mode
  /// The folder of the training split (`check` and `train`).
  public var trainingData: String?
  /// The number of token ids that the model must know.
  public var vocabularySize: Int
  /// The longest sequence, in tokens, that the model is asked about.
  public var sequenceLength: Int
  /// The folder that the process may write to.
  public var output: String
  /// The safetensors file with the weights (`score`).
  public var weights: String?
  /// How long it trains.
  public var pace: Pace
  /// The seed of LibTorch's generators and of the order of the text.
  public var seed: UInt64
  /// Threads for LibTorch's operators.
  public var threads: Int
  /// LibTorch's name of the device: `cpu`, `cuda:0`.
  public var device: String
  /// The memory shared with the scorer (`score`).
  public var exchange: Exchange?

  /// Puts one together from its parts.
  public init(
    mode: Mode, trainingData: String? = nil, vocabularySize: Int, sequenceLength: Int, output: String,
    weights: String? = nil, pace: Pace, seed: UInt64, threads: Int, device: String,
    exchange: Exchange? = nil
  ) {
    self.mode = mode
    self.trainingData = trainingData
    self.vocabularySize = vocabularySize
    self.sequenceLength = sequenceLength
    self.output = output
    self.weights = weights
    self.pace = pace
    self.seed = seed
    self.threads = threads
    self.device = device
    self.exchange = exchange
  }
}

/// How long an experiment trains.
public enum Pace: Codable, Sendable, Equatable {
  /// Until so many seconds of wall clock have passed since the first line of training code.
  case seconds(Double)
  /// So many steps, with progress going evenly from 0 to 1.
  case steps(Int)
  /// The steps of an earlier run, each at the progress recorded then: the file of little-endian Doubles
  /// that this run wrote. Repeats a run under a time budget exactly.
  case recorded(path: String)
}
