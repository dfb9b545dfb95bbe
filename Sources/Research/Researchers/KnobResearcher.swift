import Search

/// Numeric search over the knobs that the experiment file declares: a tree-structured Parzen estimator that edits their
/// literals in the incumbent's file. Needs no language model.
public struct KnobResearcher: Researcher {
  /// `knobs`.
  public let name = "knobs"
  private let device: Knob.Device

  /// A search over the values in force on `device`.
  public init(device: Knob.Device) {
    self.device = device
  }

  /// What it knows is read from the files that were tried, so nothing is kept beside the Ledger.
  public func propose(_ situation: Situation) async throws -> Proposal? {
    let knobs = try declared(in: situation.incumbent)
    guard !knobs.isEmpty else {
      throw WorkspaceError(
        "\(Workspace.trainingFile) declares no knob: write 'let rate = knob(0.04, in: 0.005...0.2, .log)'")
    }
    let trials = situation.history.compactMap { trial -> Trial? in
      guard let knobs = try? declared(in: trial.source) else { return nil }
      return Trial(values(of: knobs), outcome(of: trial))
    }
    let search = TPE(space: SearchSpace(knobs: knobs), seed: situation.seed)
    guard let choice = search.propose(history: trials, incumbent: values(of: knobs)) else { return nil }
    let source = try edit(situation.incumbent, assigning: choice.assignment)
    return Proposal(
      source: source, hypothesis: choice.rationale, predictedGain: choice.predictedGain?.mean)
  }

  private func declared(in source: String) throws -> [Knob] {
    do {
      return try KnobDeclarations.parse(source: source)
    } catch {
      throw WorkspaceError("\(Workspace.trainingFile): \(error)")
    }
  }

  private func edit(_ source: String, assigning assignment: Assignment) throws -> String {
    do {
      return try KnobDeclarations.edit(source, assigning: assignment, on: device)
    } catch {
      throw WorkspaceError("\(Workspace.trainingFile): \(error)")
    }
  }

  private func values(of knobs: [Knob]) -> Assignment {
    Dictionary(knobs.map { ($0.name, $0.value(on: device)) }, uniquingKeysWith: { first, _ in first })
  }

  private func outcome(of trial: Situation.Trial) -> Trial.Outcome {
    guard trial.status != "crash" else { return .failed }
    guard !trial.scores.isEmpty else { return .pending }
    return .score(trial.scores.reduce(0, +) / Double(trial.scores.count), deviation: nil)
  }
}
