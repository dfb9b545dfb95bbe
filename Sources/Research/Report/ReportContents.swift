/// All that a report shows; each number is taken from the Ledger, none is written by a language model.
package struct ReportContents: Sendable {
  /// One experiment on the progress plot.
  package struct Point: Sendable {
    package var experiment: Int
    /// Mean search score in bits per byte; nil for one that never was scored.
    package var bitsPerByte: Double?
    package var status: Status
    package var label: String

    package init(experiment: Int, bitsPerByte: Double?, status: Status, label: String) {
      self.experiment = experiment
      self.bitsPerByte = bitsPerByte
      self.status = status
      self.label = label
    }
  }

  package enum Status: String, Sendable {
    case baseline, keep, discard, crash
  }

  /// A change that was kept, with its evidence.
  package struct Kept: Sendable {
    package var experiment: Int
    package var commit: String
    package var researcher: String
    package var hypothesis: String
    /// Lines of `name: value` from the judge.
    package var evidence: [(name: String, value: String)]
    /// Seed, incumbent, candidate: bits per byte of each pair.
    package var pairs: [(seed: String, incumbent: Double, candidate: Double)]
    /// Unified diff against the incumbent of that time.
    package var diff: String

    package init(
      experiment: Int, commit: String, researcher: String, hypothesis: String,
      evidence: [(name: String, value: String)],
      pairs: [(seed: String, incumbent: Double, candidate: Double)], diff: String
    ) {
      self.experiment = experiment
      self.commit = commit
      self.researcher = researcher
      self.hypothesis = hypothesis
      self.evidence = evidence
      self.pairs = pairs
      self.diff = diff
    }
  }

  /// A change that was not kept.
  package struct Failure: Sendable {
    package var experiment: Int
    package var status: Status
    package var hypothesis: String
    package var reason: String

    package init(experiment: Int, status: Status, hypothesis: String, reason: String) {
      self.experiment = experiment
      self.status = status
      self.hypothesis = hypothesis
      self.reason = reason
    }
  }

  /// Baseline and best on the split that the search never saw.
  package struct Held: Sendable {
    package var baseline: [Double]
    package var best: [Double]
    /// A sentence with the difference and its interval.
    package var conclusion: String

    package init(baseline: [Double], best: [Double], conclusion: String) {
      self.baseline = baseline
      self.best = best
      self.conclusion = conclusion
    }
  }

  package struct Sample: Sendable {
    package var prompt: String
    package var baseline: String
    package var best: String

    package init(prompt: String, baseline: String, best: String) {
      self.prompt = prompt
      self.baseline = baseline
      self.best = best
    }
  }

  package var workspace: String
  package var facts: [(name: String, value: String)]
  package var points: [Point]
  package var kept: [Kept]
  package var failures: [Failure]
  package var held: Held?
  package var samples: [Sample]
  package var costs: [(name: String, value: String)]
  /// The command that repeats the best run.
  package var replay: String

  package init(
    workspace: String, facts: [(name: String, value: String)], points: [Point], kept: [Kept],
    failures: [Failure], held: Held?, samples: [Sample], costs: [(name: String, value: String)],
    replay: String
  ) {
    self.workspace = workspace
    self.facts = facts
    self.points = points
    self.kept = kept
    self.failures = failures
    self.held = held
    self.samples = samples
    self.costs = costs
    self.replay = replay
  }
}
