import ArgumentParser
import Experiments
import Foundation
import Sandbox
import Scoring
import Terminal
import Torch

/// The scorer's process: reads a task on standard input, prints its result. Called by the loop.
struct Score: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Score weights as a task on standard input says.", shouldDisplay: false)

  func run() async throws {
    let task = try JSONDecoder().decode(
      ScoringTask.self, from: FileHandle.standardInput.readDataToEndOfFile())
    endWithParent(task.parent)
    try LibTorch.load()
    // The model's process computes at the same time; one thread keeps up with it.
    LibTorch.threads = 1
    let sandbox = try await Sandbox.strongest(allowUnconfined: task.host.allowUnconfined)
    let result = try await Scorer(task, sandbox: sandbox).score()
    Terminal.output.write(try String(decoding: JSONEncoder().encode(result), as: UTF8.self) + "\n")
  }

  /// Ends this process, and with it the programs that it questions, when the loop that asked was killed.
  private func endWithParent(_ parent: Int32) {
    Thread.detachNewThread {
      while getppid() == parent { Thread.sleep(forTimeInterval: 0.2) }
      _exit(ExitCode.failure.rawValue)
    }
  }
}
