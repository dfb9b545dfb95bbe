import Harness
import Ledger
import Research
import Synchronization
import Terminal

/// Tells a person what the loop does: one line for each thing that stays, a line that is redrawn for what goes on.
final class Narrator: Sendable {
  private let terminal = Terminal.error
  private let line = ProgressLine()
  /// The name of the run under way.
  private let label = Mutex("")

  func tell(_ event: LoopEvent) {
    switch event {
    case .thinking(let researcher):
      line.show(fraction: nil, "\(researcher) is thinking")
    case .began(let experiment, let researcher, let hypothesis):
      say("\(terminal.styled("#\(experiment)", .bold)) \(researcher): \(hypothesis)")
    case .admitted(_, let parameters, let memory, let seconds):
      say(
        terminal.styled(
          "   gate: \(Format.count(Double(parameters))) parameters, \(Format.bytes(memory)), \(Format.decimals(seconds, 1)) s",
          .faint))
    case .runBegan(let experiment, let run, let seed, let isReference):
      let name = "run \(run): #\(experiment)\(isReference ? " (reference)" : ""), seed \(seed)"
      label.withLock { $0 = name }
      line.clear()
    case .step(let step, let budget):
      show(step, budget: budget)
    case .scoring:
      line.clear()
      line.show(fraction: nil, "\(label.withLock { $0 }): scoring")
    case .scored(_, _, let bitsPerByte, let summary):
      let name = label.withLock { $0 }
      say(
        "   \(name): val_bpb \(terminal.styled(Format.decimals(bitsPerByte, 4), .bold))"
          + terminal.styled(
            " (\(summary.num_steps) steps, \(Format.count(summary.total_tokens_M * 1e6)) tokens, \(Format.decimals(summary.total_seconds, 1)) s in all)",
            .faint))
    case .undecided(_, let evidence):
      say(terminal.styled("   \(evidence)", .faint))
    case .decided(_, let status, let reason):
      let style: Terminal.Style = status == .keep ? .green : status == .crash ? .red : .yellow
      say("   \(terminal.styled(status.rawValue, style)): \(reason)")
    case .note(let text):
      say("   note: \(text)")
    }
  }

  /// Takes the moving line away.
  func end() { line.clear() }

  private func show(_ step: Event.Step, budget: Double) {
    let pace = step.seconds > 0 ? Double(step.tokens) / step.seconds : 0
    let name = label.withLock { $0 }
    line.show(
      fraction: min(1, step.seconds / budget),
      "\(name): step \(step.index), loss \(Format.decimals(step.loss, 3)), \(Format.count(pace)) tokens/s, "
        + "\(Format.duration(max(0, budget - step.seconds))) left")
  }

  private func say(_ text: String) {
    line.clear()
    terminal.write(text + "\n")
  }
}
