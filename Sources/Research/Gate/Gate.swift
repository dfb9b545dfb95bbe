import Experiments
import Harness

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// All that an experiment must pass before it costs any of the budget.
public struct Gate: Sendable {
  /// The compiler of experiments.
  public var compiler: Compiler
  /// What runs the smoke test.
  public var runner: Runner

  /// Puts one together from its parts.
  public init(compiler: Compiler, runner: Runner) {
    self.compiler = compiler
    self.runner = runner
  }

  /// Optimizer steps of the smoke test.
  static let smokeSteps = 2
  /// Bytes that a trained parameter needs at least: itself, its gradient and two moments, in float32.
  static let bytesPerParameter = 16

  /// What the gate learned of an experiment that it let through.
  public struct Admission: Sendable {
    /// The compiled program.
    public var program: String
    /// Elements of all parameters of the model.
    public var parameters: Int
    /// Highest resident memory in the smoke test, in bytes.
    public var memory: Int
    /// Seconds that each stage took.
    public var seconds: [(stage: Rejection.Stage, seconds: Double)]
  }

  /// Lets an experiment through or throws the `Rejection` that says at which stage it fell and why.
  ///
  /// - Parameters:
  ///   - source: the text of `Train.swift`.
  ///   - folder: an empty folder for the file, the program and the smoke test's output.
  public func admit(_ source: String, in folder: String) async throws -> Admission {
    var seconds: [(stage: Rejection.Stage, seconds: Double)] = []
    func timed<Value>(_ stage: Rejection.Stage, _ body: () async throws -> Value) async throws -> Value {
      let start = ContinuousClock.now
      defer { seconds.append((stage, start.secondsAgo)) }
      return try await body()
    }

    try await timed(.source) { try SourceRules.check(source) }
    let file = "\(folder)/\(Workspace.trainingFile)"
    let program = "\(folder)/train"
    try Data(source.utf8).write(to: URL(filePath: file))
    // The passes that refuse most run beside the one that takes longest; the earliest stage is the one reported.
    try await timed(.compile) {
      async let imports: Void = checkImports(of: file, in: folder)
      async let types: Void = compiler.typecheck(file, in: folder)
      async let compiled: Void = compiler.compile(file, to: program, in: folder)
      try await imports
      try await types
      try await compiled
    }
    let smoke = try await timed(.smoke) { try await smokeTest(program, in: folder) }
    try? FileManager.default.removeItem(atPath: "\(folder)/\(TestBench.weightsFile)")
    return Admission(
      program: program, parameters: smoke.parameters, memory: smoke.peakMemory, seconds: seconds)
  }

  private func checkImports(of file: String, in folder: String) async throws {
    // The standard library and its companions are imported by every file without being named.
    let allowed: Set = [
      "Lab", "Swift", "_Concurrency", "_StringProcessing", "_SwiftConcurrencyShims", "SwiftOnoneSupport",
    ]
    if let foreign = try await compiler.importedModules(of: file, in: folder).first(where: {
      !allowed.contains($0)
    }) {
      throw Rejection(.imports, "import of '\(foreign)': an experiment imports Lab and nothing else")
    }
  }

  private func smokeTest(_ program: String, in folder: String) async throws -> Event.Outcome {
    let limit = runner.host.memoryLimit
    return try await runner.run(
      program, mode: .check, stage: .smoke, pace: .steps(Gate.smokeSteps), seed: 1, in: folder
    ) { event in
      guard case .model(let parameters) = event else { return }
      // The number is the program's: it may be anything.
      guard parameters <= limit / Gate.bytesPerParameter else {
        throw Rejection(
          .smoke,
          "\(parameters) parameters need at least \(parameters >> 16) MiB to train; \(limit >> 20) MiB are allowed"
        )
      }
    }
  }
}
