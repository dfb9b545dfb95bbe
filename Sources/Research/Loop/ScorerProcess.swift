#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The scorer as the loop calls it: `apus score`, a process of its own, so that the loop never loads LibTorch and
/// outlives whatever a model's answers do to it.
public struct ScorerProcess: Sendable {
  /// This program.
  public var program: String

  /// Puts one together from its parts.
  public init(program: String) {
    self.program = program
  }

  /// Scores as `task` says and returns the JSON that the scorer printed; both are the scorer's own types.
  func callAsFunction<Question: Encodable, Answer: Decodable>(
    _ task: Question, as type: Answer.Type, patience: Duration
  )
    async throws -> Answer
  {
    let input = try String(decoding: JSONEncoder().encode(task), as: UTF8.self)
    let scorer = Tool(executable: program, patience: patience)
    guard let result = try await scorer(["score"], input: input) else {
      throw Rejection(.score, "the scorer had not finished after \(patience)")
    }
    guard result.succeeded else {
      // The scorer refuses a model by its answer; a scorer that fails is no fault of the model.
      try Task.checkCancellation()
      let words = result.errors.split(whereSeparator: \.isNewline).last ?? "it said nothing"
      throw WorkspaceError("the scorer failed: \(words)")
    }
    return try JSONDecoder().decode(type, from: Data(result.output.utf8))
  }
}
