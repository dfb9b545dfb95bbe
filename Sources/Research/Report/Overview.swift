import Ledger
import Statistics
import Terminal

/// A workspace at a glance: counts, the incumbent, the last experiments.
public struct Overview {
  private let history: History
  private let runs: [RunRecord]

  /// Puts one together from its parts.
  public init(_ ledger: Ledger) throws {
    history = try History(ledger)
    runs = try ledger.runs()
  }

  private func mean(_ experiment: Int) -> Double? {
    let scores = history.scores(of: experiment).map(\.score)
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }

  private func count(_ status: ExperimentStatus) -> Int { history.experiments.count { $0.status == status } }

  /// The figures under the summary block's names; `status` is the incumbent's.
  public func json() throws -> JSONValue {
    var members: [String: JSONValue] = [
      "experiments": .integer(history.experiments.count), "kept": .integer(count(.keep)),
      "discarded": .integer(count(.discard)), "crashed": .integer(count(.crash)),
      "runs": .integer(runs.count { $0.valBPB != nil }),
      "running": .bool(runs.contains { $0.state == .started }),
    ]
    if let baseline = history.baseline.flatMap({ mean($0.id) }) {
      members["baseline_val_bpb"] = .number(baseline)
    }
    if let incumbent = history.incumbent {
      members["incumbent"] = .integer(incumbent.id)
      members["commit"] = .string(String((incumbent.record.commit ?? "").prefix(7)))
      members["status"] = .string(ExperimentStatus.keep.rawValue)
      if let score = mean(incumbent.id) { members["val_bpb"] = .number(score) }
      let summaries = runs.filter { $0.experimentID == incumbent.id }
        .compactMap { try? $0.summary?.decoded(as: RunSummary.self) }
      if let mean = RunSummary.mean(of: summaries), case .object(let figures) = try JSONValue(encoding: mean)
      {
        members.merge(figures) { old, _ in old }
      }
    }
    return .object(members)
  }

  /// The figures and the last experiments as lines for a person.
  public func text(_ terminal: Terminal, last: Int = 12) -> String {
    guard !history.experiments.isEmpty else { return "no experiment yet: 'apus research' begins\n" }
    var lines = history.experiments.suffix(last).map { experiment in
      let score = mean(experiment.id).map { Format.decimals($0, 4) } ?? "  –   "
      let style: Terminal.Style =
        switch experiment.status {
        case .keep: .green
        case .crash: .red
        case .discard: .faint
        case nil: .cyan
        }
      let status = terminal.styled(Overview.padded(experiment.status?.rawValue ?? "open", to: 8), style)
      return
        "\(Overview.padded("#\(experiment.id)", to: 5)) \(status) \(score)  \(experiment.record.hypothesis)"
    }
    let improvements = history.experiments.count { $0.evidence?.reason == .improvement }
    var sentence =
      "\(history.experiments.count) experiments, \(runs.count { $0.valBPB != nil }) scored runs, \(improvements) improvements kept"
    if let first = history.baseline.flatMap({ mean($0.id) }),
      let best = history.incumbent.flatMap({ mean($0.id) })
    {
      sentence += "; val_bpb \(Format.decimals(first, 4)) → \(Format.decimals(best, 4))"
    }
    lines.append(sentence)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
