import ArgumentParser
import Foundation
import Harness
import Ledger
import Research
import Terminal

/// Times the steps of an experiment file as the harness sees them. `make bench` calls it in turn with its peers.
struct BenchSteps: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-steps", abstract: "Time the training steps of the workspace's Train.swift.",
    shouldDisplay: false)

  @OptionGroup var workspace: WorkspaceOptions

  @Option(help: "Steps to take.")
  var steps = 12

  func run() async throws {
    let open = try workspace.open()
    let session = try await Session.open(open, access: .readWrite, allowUnconfined: true)
    let source = try String(contentsOfFile: open.trainingPath, encoding: .utf8)
    let times = try await session.bench.stepTimes(of: source, steps: steps)
    Terminal.output.write(
      try JSONValue.object([
        "step_seconds": .array(times.seconds.map { .number($0) }), "tokens": .integer(times.tokensPerStep),
        "parameters": .integer(times.outcome.parameters),
        "peak_memory_mb": .number(Double(times.outcome.peakMemory) / 1_048_576),
      ]).text() + "\n")
  }
}
