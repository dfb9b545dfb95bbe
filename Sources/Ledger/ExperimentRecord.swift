import Foundation

/// How far an experiment has come. It only moves forward.
public enum ExperimentStage: String, Sendable, Codable, CaseIterable, Comparable {
  /// Written down, nothing done yet.
  case proposed
  /// The gate let it pass.
  case gated
  /// At least one run was begun.
  case running
  /// It has its status.
  case decided

  /// By how far along they are.
  public static func < (left: Self, right: Self) -> Bool { left.order < right.order }

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What became of an experiment, in the original's words.
public enum ExperimentStatus: String, Sendable, Codable, CaseIterable {
  case keep, discard, crash
}

/// What is known of an experiment before it is tried.
public struct NewExperiment: Sendable, Equatable {
  /// The incumbent that it changes; `nil` for a baseline.
  public var parent: Int?
  /// Who proposed it: "baseline", "knobs", "command", ….
  public var researcher: String
  /// Why it should help, in a line.
  public var hypothesis: String
  /// The gain in bits per byte that its author expects.
  public var predictedGain: Double?
  /// Values of the declared knobs.
  public var assignment: JSONValue?
  /// The whole experiment file.
  public var source: String
  /// Its git commit, where there already is one.
  public var commit: String?

  /// A proposal; see the properties.
  public init(
    parent: Int? = nil, researcher: String, hypothesis: String, predictedGain: Double? = nil,
    assignment: JSONValue? = nil, source: String, commit: String? = nil
  ) {
    self.parent = parent
    self.researcher = researcher
    self.hypothesis = hypothesis
    self.predictedGain = predictedGain
    self.assignment = assignment
    self.source = source
    self.commit = commit
  }
}

/// One experiment: one version of the file, and what was decided of it.
public struct ExperimentRecord: Sendable, Equatable, Codable, Identifiable {
  /// From 1, never used twice.
  public var id: Int
  /// The incumbent that it changes; `nil` for a baseline.
  public var parent: Int?
  /// Who proposed it.
  public var researcher: String
  /// Why it should help, in a line.
  public var hypothesis: String
  /// The gain in bits per byte that its author expected.
  public var predictedGain: Double?
  /// Values of the declared knobs.
  public var assignment: JSONValue?
  /// SHA-256 of the experiment file; ``Ledger/source(_:)`` has the text.
  public var sourceHash: String
  /// Its git commit.
  public var commit: String?
  /// How far it has come.
  public var stage: ExperimentStage
  /// What became of it; `nil` until it is decided.
  public var status: ExperimentStatus?
  /// Why, in a line.
  public var reason: String?
  /// When it was proposed.
  public var createdAt: Date
  /// When it was decided.
  public var decidedAt: Date?
}

/// On what grounds an experiment was kept or not.
public struct DecisionRecord: Sendable, Equatable, Codable {
  /// The experiment.
  public var experimentID: Int
  /// The Judge's word.
  public var verdict: String
  /// The numbers behind it.
  public var evidence: JSONValue
  /// When.
  public var at: Date
}
