import Experiments
import Harness
import Sandbox

/// One instance of an experiment's program that answers questions, one slot after the other.
final class Interview {
  let file: ExchangeFile
  private let process: ExperimentProcess
  private var events: AsyncCompactMapSequence<AsyncStream<String>, Event>.AsyncIterator

  /// Starts the program with the task's weights; returns when it is ready to answer.
  init(_ task: ScoringTask, sandbox: Sandbox, name: String, slots: Int, rows: Int) async throws {
    file = try ExchangeFile(
      in: task.folder, name: name, slots: slots, rows: rows, length: task.sequenceLength,
      vocabularySize: task.vocabularySize)
    let request = Request(
      mode: .score, vocabularySize: task.vocabularySize, sequenceLength: task.sequenceLength,
      output: task.folder, weights: task.weights, pace: .steps(0), seed: 0, threads: task.threads,
      device: task.device, exchange: file.exchange)
    process = try await ExperimentProcess(
      program: task.program, request: request, host: task.host, sandbox: sandbox, readable: [task.weights],
      writable: [file.exchange.path], wallClock: .seconds(task.patience), log: "\(task.folder)/\(name).log")
    events = process.events.makeAsyncIterator()
    try await expect(.ready)
  }

  /// Lays rows in a slot and asks for their logits; the answer is waited for apart.
  func ask(_ rows: [ArraySlice<Int32>], slot: Int) async throws {
    file.put(rows, in: slot)
    try await process.ask(Question(slot: slot, rows: rows.count, length: rows[0].count))
  }

  /// Waits until the slot's answer lies in the file.
  func answer(of slot: Int) async throws {
    try await expect(.answered(slot: slot))
  }

  /// Ends the program.
  func end() async {
    process.endQuestions()
    process.cancel()
    _ = await process.wait()
  }

  private func expect(_ expected: Event) async throws {
    switch await events.next() {
    case expected?: return
    case .failed(let message)?: throw Refusal(message)
    case let other?: throw Refusal("the program spoke out of turn: \(other)")
    case nil:
      let report = await process.wait()
      let last = report.tail.last { !$0.isEmpty }.map { ": \($0)" } ?? ""
      throw Refusal("the program ended while it was questioned (\(report.reason))\(last)")
    }
  }
}
