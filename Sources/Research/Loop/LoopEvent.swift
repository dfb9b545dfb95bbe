import Harness
import Ledger
import Statistics

/// What the loop tells whoever watches it.
public enum LoopEvent: Sendable {
  /// A researcher is asked for the next edit.
  case thinking(researcher: String)
  /// An experiment begins or is taken up again.
  case began(experiment: Int, researcher: String, hypothesis: String)
  /// It passed the gate.
  case admitted(experiment: Int, parameters: Int, memory: Int, seconds: Double)
  /// A run begins.
  case runBegan(experiment: Int, run: Int, seed: UInt64, isReference: Bool)
  /// A step of the run under way.
  case step(Event.Step, budget: Double)
  /// The run is trained, and is being scored.
  case scoring
  /// The run has a score.
  case scored(experiment: Int, run: Int, bitsPerByte: Double, summary: RunSummary)
  /// The pairs so far do not decide.
  case undecided(experiment: Int, Evidence)
  /// The experiment is decided.
  case decided(experiment: Int, status: ExperimentStatus, reason: String)
  /// Something that the reader should know, in one line.
  case note(String)
}
