import Harness
import Statistics

/// What the loop tells whoever watches it.
public enum LoopEvent: Sendable {
  /// A researcher is asked for the next edit.
  case thinking(researcher: String)
  /// An experiment begins or is taken up again.
  case began(experiment: Int64, researcher: String, hypothesis: String)
  /// It passed the gate.
  case admitted(experiment: Int64, parameters: Int, memory: Int, seconds: Double)
  /// A run begins.
  case runBegan(experiment: Int64, run: Int64, seed: UInt64, isReference: Bool)
  /// A step of the run under way.
  case step(Event.Step, budget: Double)
  /// The run is trained, and is being scored.
  case scoring(run: Int64)
  /// The run has a score.
  case scored(experiment: Int64, run: Int64, bitsPerByte: Double, summary: RunSummary)
  /// The pairs so far do not decide.
  case undecided(experiment: Int64, Evidence)
  /// The experiment is decided.
  case decided(experiment: Int64, status: ExperimentStatus, reason: String)
  /// Something that the reader should know, in one line.
  case note(String)
}

/// What became of an experiment, in the original's words.
public enum ExperimentStatus: String, Codable, Sendable {
  case keep, discard, crash
}
