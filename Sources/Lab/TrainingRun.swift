internal import Harness
internal import TokenShards
import Torch

/// A run of an experiment: hands out batches until the budget is used up.
public final class TrainingRun {
  /// The text that is trained on.
  public let text: TextShape
  /// The seed of this run; LibTorch's generators are already set to it.
  public let seed: UInt64
  /// Share of the budget used when the current step began, from 0 up to 1. Schedules follow it.
  public internal(set) var progress = 0.0
  /// Number of the current step, from 0.
  public internal(set) var step = -1

  private let split: TokenSplit
  private let channel: Channel
  private(set) var clock: Clock
  private(set) var tokens = 0
  private var reportedLoss = Double.nan

  init(text: TextShape, seed: UInt64, split: TokenSplit, clock: Clock, channel: Channel) {
    self.text = text
    self.seed = seed
    self.split = split
    self.clock = clock
    self.channel = channel
  }

  /// Batches of `rows` rows of training text, one for each step, until the budget is used up. While one is trained on
  /// the next is packed.
  public func batches(rows: Int) -> Batches {
    precondition(rows > 0, "batches: rows is \(rows)")
    do {
      return try Batches(
        run: self, stream: BatchStream(split, rows: rows, length: text.sequenceLength, seed: seed))
    } catch {
      // The split is the parent's; a fault in it is no fault of the experiment and ends the run.
      fail("\(error)", on: channel)
    }
  }

  /// Tells the progress line the mean loss of this step, in nats per token.
  public func report(loss: Double) {
    reportedLoss = loss
  }

  /// Ends the current step, and begins the next unless the budget is used up.
  func beginStep() -> Bool {
    if step >= 0 {
      channel.send(
        .step(.init(index: step, seconds: clock.elapsed, tokens: tokens, loss: reportedLoss)))
    }
    guard let progress = clock.tick() else { return false }
    self.progress = progress
    step += 1
    return true
  }

  func count(tokens: Int) {
    self.tokens += tokens
  }
}

/// The batches of a run; iterate over it once.
public struct Batches: Sequence, IteratorProtocol {
  private let run: TrainingRun
  private let stream: BatchStream

  init(run: TrainingRun, stream: BatchStream) {
    self.run = run
    self.stream = stream
  }

  /// The next step's batch, or nil when the budget is used up.
  public mutating func next() -> Batch? {
    guard run.beginStep() else { return nil }
    let batch = stream.next()
    run.count(tokens: batch.rows * batch.length)
    return Batch(
      tokens: Tensor(batch.inputs, shape: [batch.rows, batch.length]).to(.int64).to(
        Surroundings.current.device),
      targets: Tensor(batch.targets, shape: [batch.rows, batch.length]).to(.int64).to(
        Surroundings.current.device))
  }
}

/// Rows of text and what follows each of their tokens.
public struct Batch {
  /// Int64 [B, T].
  public let tokens: Tensor
  /// Int64 [B, T]: the token after each of `tokens`.
  public let targets: Tensor

  /// The batch in parts of at most `rows` rows, for gradient accumulation.
  public func split(rows: Int) -> [Batch] {
    let total = tokens.shape[0]
    return stride(from: 0, to: total, by: rows).map { start in
      let length = min(rows, total - start)
      return Batch(
        tokens: tokens.narrow(dim: 0, start: start, length: length),
        targets: targets.narrow(dim: 0, start: start, length: length))
    }
  }
}
