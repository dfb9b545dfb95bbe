import ArgumentParser
import Statistics
import Terminal

struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge", abstract: "Simulate the judge: its error rates and its cost, beside 'keep if lower'.")

  @Option(help: "Candidates in each row.")
  var trials = 1000

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  func run() throws {
    Terminal.output.write(JudgeTable(trials: trials, seed: seed).text())
  }
}
