import Dispatch

extension Tokenizer {
  /// Text per task: a core that finishes early takes another task.
  private static let taskSize = 128 << 10

  /// The tokens of many documents, on all cores; bytes that are not UTF-8 become U+FFFD and are counted.
  /// - Parameter prefix: a token put before each document, usually `bosToken`.
  /// - Throws: `TokenizerError.documentTooLarge`, `TokenizerError.matchFailed`.
  package func encode(
    documents: [[UInt8]], prefix: TokenID? = nil, replacements: inout Int
  ) throws(TokenizerError) -> [[TokenID]] {
    let tasks = Self.tasks(documents)
    var results = [[TokenID]](repeating: [], count: documents.count)
    let outcomes = Locked<(replacements: Int, error: TokenizerError?)>((0, nil))
    results.withUnsafeMutableBufferPointer { results in
      // Safe to share: each task writes the places of its own documents only, and all have ended when
      // concurrentPerform returns.
      nonisolated(unsafe) let results = results
      DispatchQueue.concurrentPerform(iterations: tasks.count) { task in
        var replaced = 0
        do throws(TokenizerError) {
          for index in tasks[task] {
            let tokens = try encode(documents[index], replacements: &replaced)
            results[index] = prefix.map { [$0] + tokens } ?? tokens
          }
          outcomes.withLock { $0.replacements += replaced }
        } catch {
          outcomes.withLock { $0.error = $0.error ?? error }
        }
      }
    }
    let outcome = outcomes.withLock { $0 }
    if let error = outcome.error { throw error }
    replacements += outcome.replacements
    return results
  }

  /// Runs of documents of about `taskSize` bytes.
  private static func tasks(_ documents: [[UInt8]]) -> [Range<Int>] {
    var tasks: [Range<Int>] = []
    var start = 0
    var bytes = 0
    for (index, document) in documents.enumerated() {
      bytes += document.count
      if bytes >= taskSize || index == documents.count - 1 {
        tasks.append(start..<(index + 1))
        (start, bytes) = (index + 1, 0)
      }
    }
    return tasks
  }
}
