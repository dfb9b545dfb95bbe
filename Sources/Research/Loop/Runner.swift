import Experiments
import Harness
import Sandbox
import Terminal

/// Runs an experiment's program in the sandbox, under the harness's clock and a watchdog's.
public struct Runner: Sendable {
  /// What the machine gives to the program.
  public var host: ExperimentHost
  /// What keeps programs from everything else.
  public var sandbox: Sandbox
  /// The folder of the training split: all the text that the program can open.
  public var trainingData: String
  /// The rules that all runs share.
  public var settings: Settings
  /// Seconds of wall clock for a run that is paced by steps. In the smoke test: a file whose first steps take half of the
  /// budget learns nothing in the other half.
  public var smokePatience: Double

  /// Puts one together from its parts.
  public init(host: ExperimentHost, sandbox: Sandbox, trainingData: String, settings: Settings) {
    self.host = host
    self.sandbox = sandbox
    self.trainingData = trainingData
    self.settings = settings
    smokePatience = min(60, max(15, settings.budget / 2))
  }

  /// Seconds for what comes before the clock and after it: loading LibTorch, saving weights.
  static let surroundingPatience = 60.0
  /// Seconds past a short budget before the watchdog bites: on a busy machine one step may take as long as the budget.
  static let leastGrace = 10.0
  /// How much more processor time than its threads could use shows that there were others, in shares and seconds.
  static let threadTolerance = (share: 1.15, seconds: 3.0)

  /// Runs the program to its end and returns what it came to, or throws the `Rejection` that ended it.
  ///
  /// - Parameters:
  ///   - mode: `.check` or `.train`.
  ///   - stage: the stage named in a rejection.
  ///   - folder: where weights, progress values and the log go.
  ///   - watch: sees each event; may end the run by throwing.
  public func run(
    _ program: String, mode: Request.Mode, stage: Rejection.Stage, pace: Pace, seed: UInt64,
    in folder: String, watch: (Event) throws -> Void
  ) async throws -> Event.Outcome {
    let request = Request(
      mode: mode, trainingData: trainingData, vocabularySize: settings.vocabularySize,
      sequenceLength: settings.sequenceLength, output: folder, pace: pace, seed: seed,
      threads: settings.threads, device: settings.device)
    var readable = [trainingData]
    if case .recorded(let path) = pace { readable.append(path) }
    let patience = patience(pace)
    let process = try await ExperimentProcess(
      program: program, request: request, host: host, sandbox: sandbox, readable: readable,
      writable: [folder],
      wallClock: .seconds(patience + Runner.surroundingPatience), log: "\(folder)/output.log")
    return try await withTaskCancellationHandler {
      var clock = ParentClock()
      var outcome: Event.Outcome?
      var failure: String?
      do {
        for await event in process.events {
          try watch(event)
          clock.see(event)
          switch event {
          case .clockStarted: process.limitWallClock(to: .seconds(patience))
          case .finished(let value): outcome = value
          case .failed(let message): failure = message
          default: break
          }
        }
      } catch {
        process.cancel()
        _ = await process.wait()
        throw error
      }
      let report = await process.wait()
      try Task.checkCancellation()
      if let failure { throw Rejection(stage, failure, details: report.tail.joined(separator: "\n")) }
      guard var outcome, report.reason.isSuccess else {
        throw rejection(stage, report, patience: patience)
      }
      try checkClock(clock, pace: pace, stage: stage)
      try checkThreads(report, stage: stage)
      if let line = report.tail.first(where: { $0.hasPrefix("val_bpb:") }) {
        throw Rejection(
          stage, "the program printed a result of its own ('\(line)'); results are measured, not printed")
      }
      outcome.peakMemory = max(outcome.peakMemory, Int(report.peakResidentBytes))
      return outcome
    } onCancel: {
      process.cancel()
    }
  }

  private func patience(_ pace: Pace) -> Double {
    switch pace {
    case .seconds(let budget): max(budget * 1.5, budget + Runner.leastGrace)
    case .steps: smokePatience
    // A machine that is busier than in the run that is repeated takes longer.
    case .recorded: 86_400
    }
  }

  /// By the parent's own clock: what the child says of its time is not asked.
  private func checkClock(_ clock: ParentClock, pace: Pace, stage: Rejection.Stage) throws {
    guard case .seconds(let budget) = pace, let seconds = clock.seconds, seconds > clock.latest(budget) else {
      return
    }
    throw Rejection(
      stage,
      "it went on training after the clock: \(Format.decimals(seconds, 1)) s of a budget of \(Format.decimals(budget, 1)) s"
    )
  }

  /// A program may use as many processors as it has threads, and no more.
  private func checkThreads(_ report: ExitReport, stage: Rejection.Stage) throws {
    let used = report.userTime.inSeconds + report.systemTime.inSeconds
    let allowed =
      Double(settings.threads) * report.wall.inSeconds * Runner.threadTolerance.share
      + Runner.threadTolerance.seconds
    guard used > allowed, settings.device == "cpu" else { return }
    throw Rejection(
      stage,
      "it used \(Format.decimals(used, 1)) s of processor time in \(Format.decimals(report.wall.inSeconds, 1)) s: more than \(settings.threads) threads can"
    )
  }

  /// Names what ended a program that did not finish.
  private func rejection(_ stage: Rejection.Stage, _ report: ExitReport, patience: Double) -> Rejection {
    let details = report.tail.joined(separator: "\n")
    switch report.reason {
    case .exited, .signalled:
      let words = report.tail.last { !$0.isEmpty } ?? "it printed nothing"
      return Rejection(
        stage, "the program crashed (\(report.reason)): \(words.prefix(400))", details: details)
    case .wallClock:
      return Rejection(
        stage, "it did not end: killed \(patience) s after the clock began", details: details)
    default:
      return Rejection(stage, "\(report.reason)", details: details)
    }
  }
}
