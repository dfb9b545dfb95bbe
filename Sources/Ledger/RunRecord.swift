import Foundation

/// What a run is for.
public enum RunPurpose: String, Sendable, Codable, CaseIterable {
  /// A first look at a change.
  case search
  /// Another seed of a version that was kept, for a candidate to be compared with.
  case confirm
  /// The sealed test split, opened by the report.
  case final
}

/// Where a run stands.
public enum RunState: String, Sendable, Codable, CaseIterable {
  case started, finished, failed
}

/// One training run of an experiment with one seed.
public struct RunRecord: Sendable, Equatable, Codable, Identifiable {
  /// From 1, never used twice.
  public var id: Int
  /// The experiment.
  public var experimentID: Int
  /// The random seed.
  public var seed: Int
  /// What it is for.
  public var purpose: RunPurpose
  /// Where it stands.
  public var state: RunState
  /// When it began.
  public var startedAt: Date
  /// When it finished or failed.
  public var finishedAt: Date?
  /// Bits per byte of the held-out text, as the scorer measured it.
  public var valBPB: Double?
  /// The summary block: `training_seconds`, `peak_memory_mb`, `num_steps`, ….
  public var summary: JSONValue?
  /// Where a failed run failed: "train", "score", "interrupted", ….
  public var failureStage: String?
  /// How, in a line.
  public var failureMessage: String?
  /// The child's output.
  public var logPath: String?
}

/// One point of a run's training curve.
public struct SeriesPoint: Sendable, Equatable, Codable {
  /// Optimizer step, unique within a run.
  public var step: Int
  /// Training seconds so far.
  public var seconds: Double
  /// Tokens so far.
  public var tokens: Int
  /// Training loss in nats per token.
  public var loss: Double

  /// A point; see the properties.
  public init(step: Int, seconds: Double, tokens: Int, loss: Double) {
    self.step = step
    self.seconds = seconds
    self.tokens = tokens
    self.loss = loss
  }
}

/// An entry of the append-only log.
public struct LedgerEvent: Sendable, Equatable, Codable, Identifiable {
  /// Ascending.
  public var id: Int
  /// When.
  public var at: Date
  /// What happened, such as `experiment.decided`.
  public var kind: String
  /// Its particulars.
  public var payload: JSONValue
}

/// An experiment with all that belongs to it.
public struct ExperimentDossier: Sendable, Equatable, Codable {
  /// The experiment.
  public var experiment: ExperimentRecord
  /// Its runs, oldest first.
  public var runs: [RunRecord]
  /// The decision, once there is one.
  public var decision: DecisionRecord?
}
