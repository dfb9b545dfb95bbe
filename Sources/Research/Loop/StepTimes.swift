import Harness
import Synchronization

/// How long the steps of an experiment take, for benchmarks.
public struct StepTimes: Sendable {
  /// Seconds of each step; the first has the building of the model and its first touch of memory in it.
  public var seconds: [Double]
  /// Tokens handed out in each step.
  public var tokensPerStep: Int
  /// What the whole run came to.
  public var outcome: Event.Outcome
}

extension TestBench {
  /// Takes so many steps with a file that passes the gate, and times them from outside of it.
  public func stepTimes(of source: String, steps: Int) async throws -> StepTimes {
    let folder = "\(workspace.programsFolder)/by-hand"
    let admission = try await admit(source, in: folder)
    let ends = Mutex<[Event.Step]>([])
    let outcome = try await gate.runner.run(
      admission.program, mode: .train, stage: .train, pace: .steps(steps), seed: 1, in: folder
    ) { event in
      if case .step(let step) = event { ends.withLock { $0.append(step) } }
    }
    let marks = ends.withLock { $0 }
    let seconds = marks.indices.map { marks[$0].seconds - ($0 == 0 ? 0 : marks[$0 - 1].seconds) }
    return StepTimes(
      seconds: seconds, tokensPerStep: outcome.tokens / max(1, outcome.steps), outcome: outcome)
  }
}
