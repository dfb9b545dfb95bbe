import Experiments
import Harness
import Ledger
import Search
import TokenShards

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where experiments are admitted, run and scored.
public struct TestBench: Sendable {
  /// The workspace whose experiments are measured.
  public var workspace: Workspace
  /// What every file must pass.
  public var gate: Gate
  /// What scores weights.
  public var scorer: ScorerProcess
  /// The prepared text, by its folder.
  public var text: String
  /// Token ids of the beginnings that samples continue.
  public var prompts: [[Int32]]
  private let compiled = CompiledPrograms()

  /// Puts one together from its parts.
  public init(workspace: Workspace, gate: Gate, scorer: ScorerProcess, text: String, prompts: [[Int32]] = [])
  {
    self.workspace = workspace
    self.gate = gate
    self.scorer = scorer
    self.text = text
    self.prompts = prompts
  }

  /// Where a run's weights lie in its folder.
  static let weightsFile = "weights.safetensors"

  private var runner: Runner { gate.runner }
  private var settings: Settings { workspace.settings }

  /// Passes an experiment through the gate. What an earlier process of the loop compiled is compiled again: a second and a
  /// half buys that the program is the ledger's source.
  func admit(_ experiment: PastExperiment) async throws -> Gate.Admission {
    let admission = try await admit(experiment.source, in: programFolder(experiment.id))
    compiled.insert(experiment.id)
    return admission
  }

  /// Passes a file through the gate; the folder is emptied first.
  func admit(_ source: String, in folder: String) async throws -> Gate.Admission {
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return try await gate.admit(source, in: folder)
  }

  /// Trains an experiment under the budget and scores it on the validation split.
  func measure(
    _ experiment: PastExperiment, run: Int, seed: UInt64, tell: @Sendable (LoopEvent) -> Void
  ) async throws -> RunSummary {
    try await measure(
      program(of: experiment), madeOf: experiment.source, in: workspace.runFolder(run), seed: seed, pace: nil,
      tell: tell)
  }

  /// Trains a program and scores it on the validation split; weights, progress values and logs go to `folder`.
  func measure(
    _ program: String, madeOf source: String, in folder: String, seed: UInt64, pace: Pace?,
    tell: @Sendable (LoopEvent) -> Void
  ) async throws -> RunSummary {
    let start = ContinuousClock.now
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let outcome = try await runner.run(
      program, mode: .train, stage: .train, pace: pace ?? .seconds(settings.budget), seed: seed, in: folder
    ) { event in
      if case .step(let step) = event { tell(.step(step, budget: settings.budget)) }
    }
    tell(.scoring)
    let score = try await score(
      program: program, in: folder, split: .val, patience: TestBench.patience(settings, outcome: outcome))
    let deviceMemory = outcome.peakDeviceMemory > 0 ? outcome.peakDeviceMemory : outcome.peakMemory
    return RunSummary(
      val_bpb: score.bitsPerByte, training_seconds: outcome.trainingSeconds, total_seconds: start.secondsAgo,
      peak_vram_mb: Double(deviceMemory) / 1_048_576, total_tokens_M: Double(outcome.tokens) / 1e6,
      num_steps: outcome.steps, num_params_M: Double(outcome.parameters) / 1e6, depth: depth(of: source))
  }

  /// The value of the knob `depth`, the one dial of the original's file, where a file declares it.
  private func depth(of source: String) -> Int? {
    let device: Knob.Device = settings.device.hasPrefix("cuda") ? .gpu : .cpu
    guard
      case .int(let value) = try? KnobDeclarations.parse(source: source).first(where: { $0.name == "depth" })?
        .value(on: device)
    else { return nil }
    return value
  }

  /// Scores the weights that a run left in `folder`.
  func score(
    program: String, in folder: String, split: Split, prompts: [[Int32]] = [], patience: Double? = nil
  ) async throws -> Score {
    let patience = patience ?? 60 + settings.budget * 2
    let task = ScoringTask(
      program: program, weights: "\(folder)/\(TestBench.weightsFile)", text: text, split: split.rawValue,
      vocabularySize: settings.vocabularySize, sequenceLength: settings.sequenceLength,
      tokens: settings.evaluationTokens, device: settings.device, threads: settings.threads,
      host: runner.host, patience: patience, prompts: prompts, folder: folder,
      parent: ProcessInfo.processInfo.processIdentifier)
    switch try await scorer(task, as: ScoringResult.self, patience: .seconds(patience * 2)) {
    case .scored(let score): return score
    case .rejected(let reason): throw Rejection(.score, reason)
    }
  }

  /// Seconds for answering all questions. A token is answered faster than it is trained on; three times the cost of training
  /// leaves no room for a model that goes on learning while it is questioned.
  private static func patience(_ settings: Settings, outcome: Event.Outcome) -> Double {
    let perToken = outcome.trainingSeconds / Double(max(1, outcome.tokens))
    return 30 + 3 * perToken * Double(settings.evaluationTokens)
  }

  /// The compiled program of an experiment. A program that this process did not compile is compiled again: it may be
  /// half-written, or of an older `Lab`.
  func program(of experiment: PastExperiment) async throws -> String {
    let folder = programFolder(experiment.id)
    let program = "\(folder)/train"
    if !compiled.contains(experiment.id) {
      try SourceRules.check(experiment.source)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let file = "\(folder)/\(Workspace.trainingFile)"
      try Data(experiment.source.utf8).write(to: URL(filePath: file))
      try await gate.compiler.compile(file, to: program, in: folder)
      compiled.insert(experiment.id)
    }
    return program
  }

  private func programFolder(_ experiment: Int) -> String { "\(workspace.programsFolder)/\(experiment)" }
}
