import Datasets
import Experiments
import Harness
import Sandbox
import Statistics
import TokenShards
import Torch

/// Computes bits per byte from a model's logits, in a process that runs none of the model's code.
///
/// The targets never leave this process. What the model is shown of a row are the tokens before each target; whether its
/// logits keep to them is probed: a second instance, which knows nothing of the first, answers rows that
/// agree with the real ones up to a cut and go on with other real text. A model that looks ahead, or that remembers what
/// it was shown in earlier rows, answers differently before the cut.
public struct Scorer {
  private let task: ScoringTask
  private let sandbox: Sandbox
  private let rows: [EvaluationRow]
  /// UTF-8 bytes of each token; 0 for special ones.
  private let tokenBytes: [Int]
  private let batchRows: Int

  /// Bytes of logits in one question.
  private static let slotBytes = 64 << 20
  /// Questions that the rows are cut into at least, so that a model that remembers has something to remember.
  private static let leastQuestions = 4
  /// Two questions are under way, so that the model and the scorer work at the same time.
  private static let slots = 2
  /// Every so many batches one is probed, the first always.
  private static let probeInterval = 2
  /// What rounding may change of a log-probability, in nats, and of a distribution.
  private static let probeTolerance = (nats: 0.02, mass: 0.01)

  /// Opens the split.
  public init(_ task: ScoringTask, sandbox: Sandbox) throws {
    self.task = task
    self.sandbox = sandbox
    let text = try PreparedText.open(task.text)
    guard let split = Split(rawValue: task.split) else { throw Refusal("there is no split '\(task.split)'") }
    rows = try EvaluationRows(
      text.split(split), length: task.sequenceLength, count: task.tokens / task.sequenceLength
    ).rows.map(EvaluationRow.init)
    tokenBytes = text.tokenByteCounts
    let fitting = Scorer.slotBytes / (task.sequenceLength * task.vocabularySize * 4)
    batchRows = max(1, min((rows.count + Scorer.leastQuestions - 1) / Scorer.leastQuestions, fitting))
  }

  /// Scores the model, or says why it cannot be scored.
  public func score() async throws -> ScoringResult {
    do {
      return .scored(try await measure())
    } catch let refusal as Refusal {
      return .rejected(refusal.description)
    }
  }

  private func measure() async throws -> Score {
    let start = ContinuousClock.now
    let interview = try await Interview(
      task, sandbox: sandbox, name: "real", slots: Scorer.slots, rows: batchRows)
    var sum = BitsPerByte()
    var tokens = 0
    var variety = false
    var probes: [Probe] = []
    let batches = stride(from: 0, to: rows.count, by: batchRows).map { $0..<min($0 + batchRows, rows.count) }

    for (index, batch) in batches.prefix(Scorer.slots - 1).enumerated() {
      try await interview.ask(rows[batch].map(\.inputs), slot: index % Scorer.slots)
    }
    for (index, batch) in batches.enumerated() {
      let ahead = index + Scorer.slots - 1
      if ahead < batches.count {
        try await interview.ask(rows[batches[ahead]].map(\.inputs), slot: ahead % Scorer.slots)
      }
      try await interview.answer(of: index % Scorer.slots)
      let logits = interview.file.logits(
        of: index % Scorer.slots, rows: batch.count, length: task.sequenceLength)
      let counted = try count(logits, targets: rows[batch].flatMap(\.targets))
      sum.add(nats: counted.nats, bytes: counted.bytes)
      tokens += counted.tokens
      variety = variety || counted.varies
      if index % Scorer.probeInterval == 0 {
        probes.append(Probe(batch: batch, rows: rows, logits: logits, length: task.sequenceLength))
      }
    }
    guard variety else { throw Refusal("the model gives the same logits at every position") }
    let samples = try await sample(interview)
    await interview.end()
    let probed = try await probe(probes)
    guard let bitsPerByte = sum.value else { throw Refusal("the split has no bytes to score on") }
    return Score(
      bitsPerByte: bitsPerByte, tokens: tokens, bytes: sum.bytes, seconds: start.secondsAgo,
      probedPositions: probed.positions, probeDifference: probed.difference, samples: samples)
  }

  // MARK: - Cross-entropy

  private struct Count {
    var nats = 0.0
    var bytes = 0
    var tokens = 0
    var varies = false
  }

  /// Sums the cross-entropy of a batch in chunks that stay in the processor's cache.
  private func count(_ logits: Tensor, targets: [Int32]) throws -> Count {
    try noGrad {
      var result = Count()
      let chunk = max(1, (1 << 20) / (task.vocabularySize * 4))
      let first = logits.narrow(dim: 0, start: 0, length: 1).clone()
      for start in stride(from: 0, to: targets.count, by: chunk) {
        let length = min(chunk, targets.count - start)
        // A copy: the program could change its answer between two looks at it.
        let part = logits.narrow(dim: 0, start: start, length: length).clone()
        let wanted = Array(targets[start..<start + length])
        let chosen = part.gather(dim: 1, index: Tensor(wanted, shape: [length, 1]).to(.int64)).squeeze(1)
        let nats = (part.logSumExp(dim: 1) - chosen).array(as: Float.self)
        if !result.varies { result.varies = (part .!= first).any().item() > 0 }
        for (value, target) in zip(nats, wanted) {
          guard value.isFinite else {
            throw Refusal("the model's logits are not finite numbers (NaN or infinity)")
          }
          guard value > -1e-3 else {
            throw Refusal("a probability above 1: the logits changed while they were read")
          }
          let bytes = tokenBytes[Int(target)]
          guard bytes > 0 else { continue }
          result.nats += Double(value)
          result.bytes += bytes
          result.tokens += 1
        }
      }
      return result
    }
  }

  // MARK: - Causality

  private func probe(_ probes: [Probe]) async throws -> (positions: Int, difference: Double) {
    let decoys = try await Interview(task, sandbox: sandbox, name: "decoy", slots: 1, rows: batchRows)
    var positions = 0
    var largest = 0.0
    for probe in probes {
      // Its past differs from the first instance's, so that one which remembers answers differently.
      try await decoys.ask(rows.shuffled().prefix(batchRows).map(\.inputs), slot: 0)
      try await decoys.answer(of: 0)
      try await decoys.ask(probe.decoys, slot: 0)
      try await decoys.answer(of: 0)
      let logits = decoys.file.logits(of: 0, rows: probe.decoys.count, length: task.sequenceLength)
      let difference = noGrad { probe.difference(to: logits) }
      guard difference.nats <= Scorer.probeTolerance.nats, difference.mass <= Scorer.probeTolerance.mass
      else {
        throw Refusal(
          "the logits change with later tokens or earlier questions (by \(difference.nats) nats): "
            + "the model looks at what it is to predict, or remembers what it was shown")
      }
      positions += probe.positions
      largest = max(largest, difference.nats)
    }
    await decoys.end()
    return (positions, largest)
  }

  // MARK: - Samples

  /// Continues the prompts by drawing from the model's own distribution (temperature 0.8), all at once.
  private func sample(_ interview: Interview) async throws -> [[Int32]] {
    guard !task.prompts.isEmpty else { return [] }
    var generator = Xoshiro256(seed: 1)
    var texts = task.prompts.prefix(batchRows).map { Array($0.suffix(task.sequenceLength)) }
    for _ in 0..<task.sampleLength {
      // Rows of one question are equally long: the shorter ones are filled up behind, where nothing looks.
      let length = min(texts.map(\.count).max() ?? 1, task.sequenceLength)
      let windows = texts.map { text in
        let window = text.suffix(length)
        return window + ArraySlice(repeatElement(Int32(0), count: length - window.count))
      }
      try await interview.ask(windows, slot: 0)
      try await interview.answer(of: 0)
      let logits = interview.file.logits(of: 0, rows: texts.count, length: length)
      for row in texts.indices {
        let last = row * length + min(texts[row].count, length) - 1
        let scaled = noGrad {
          (logits.select(dim: 0, index: last) / 0.8).softmax(dim: 0).array(as: Float.self)
        }
        texts[row].append(Scorer.draw(from: scaled, using: &generator))
      }
    }
    return zip(texts, task.prompts).map { text, prompt in
      Array(text.dropFirst(min(prompt.count, task.sequenceLength)))
    }
  }

  private static func draw(from probabilities: [Float], using generator: inout Xoshiro256) -> Int32 {
    var left = Float.random(in: 0..<1, using: &generator)
    for (token, probability) in probabilities.enumerated() {
      left -= probability
      if left < 0 { return Int32(token) }
    }
    return Int32(probabilities.count - 1)
  }
}
