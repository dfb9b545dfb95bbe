/// All that a report shows; each number is taken from the Ledger, none is written by a language model.
struct ReportContents: Sendable {
  /// One experiment on the progress plot.
  struct Point: Sendable {
    var experiment: Int
    /// Mean search score in bits per byte; nil for one that never was scored.
    var bitsPerByte: Double?
    var status: Status
    var label: String
  }

  enum Status: String, Sendable {
    case baseline, keep, discard, crash
  }

  /// A change that was kept, with its evidence.
  struct Kept: Sendable {
    var experiment: Int
    var commit: String
    var researcher: String
    var hypothesis: String
    /// Lines of `name: value` from the judge.
    var evidence: [(name: String, value: String)]
    /// Seed, incumbent, candidate: bits per byte of each pair.
    var pairs: [(seed: String, incumbent: Double, candidate: Double)]
    /// Unified diff against the incumbent of that time.
    var diff: String
  }

  /// A change that was not kept.
  struct Failure: Sendable {
    var experiment: Int
    var status: Status
    var hypothesis: String
    var reason: String
  }

  /// Baseline and best on the split that the search never saw.
  struct Held: Sendable {
    var baseline: [Double]
    var best: [Double]
    /// A sentence with the difference and its interval.
    var conclusion: String
  }

  struct Sample: Sendable {
    var prompt: String
    var baseline: String
    var best: String
  }

  var workspace: String
  var facts: [(name: String, value: String)]
  var points: [Point]
  var kept: [Kept]
  var failures: [Failure]
  var held: Held?
  var samples: [Sample]
  var costs: [(name: String, value: String)]
  /// The command that repeats the best run.
  var replay: String
}
