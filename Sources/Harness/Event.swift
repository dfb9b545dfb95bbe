/// What an experiment's process tells its parent: one JSON line each, on a descriptor that the experiment's own
/// code has no way to write to.
public enum Event: Codable, Sendable, Equatable {
  /// The clock runs: the next thing that happens is the experiment's code.
  case clockStarted
  /// The model was built.
  case model(parameters: Int)
  /// One optimizer step ended.
  case step(Step)
  /// `train` returned: the clock stops.
  case trained
  /// The weights are saved.
  case finished(Outcome)
  /// The process is ready for questions (`score`).
  case ready
  /// The logits of this slot are in place (`score`).
  case answered(slot: Int)
  /// The harness could not go on; the message says why.
  case failed(message: String)

  /// One step of training as the harness saw it.
  public struct Step: Codable, Sendable, Equatable {
    /// Number of the step, from 0.
    public var index: Int
    /// Seconds of the budget used when the step ended.
    public var seconds: Double
    /// Tokens handed out since the start.
    public var tokens: Int
    /// Mean cross-entropy in nats that the experiment reported; its own word, for the progress line alone.
    public var loss: Double

    /// Puts one together from its parts.
    public init(index: Int, seconds: Double, tokens: Int, loss: Double) {
      self.index = index
      self.seconds = seconds
      self.tokens = tokens
      self.loss = loss
    }
  }

  /// What a whole run came to.
  public struct Outcome: Codable, Sendable, Equatable {
    /// Optimizer steps taken.
    public var steps: Int
    /// Tokens handed out.
    public var tokens: Int
    /// From the first line of training code to the return of `train`, in seconds.
    public var trainingSeconds: Double
    /// Elements of all parameters of the model.
    public var parameters: Int
    /// Highest resident memory of the process, in bytes.
    public var peakMemory: Int
    /// Highest memory in use on the accelerator, in bytes; 0 on a CPU.
    public var peakDeviceMemory: Int

    /// Puts one together from its parts.
    public init(
      steps: Int, tokens: Int, trainingSeconds: Double, parameters: Int, peakMemory: Int,
      peakDeviceMemory: Int
    ) {
      self.steps = steps
      self.tokens = tokens
      self.trainingSeconds = trainingSeconds
      self.parameters = parameters
      self.peakMemory = peakMemory
      self.peakDeviceMemory = peakDeviceMemory
    }
  }
}
