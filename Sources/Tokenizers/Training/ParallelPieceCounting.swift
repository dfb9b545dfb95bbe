import Dispatch

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Counts the pieces of documents on all cores, a batch at a time.
struct ParallelPieceCounting {
  /// Text that waits until the cores take it.
  private static let batchSize = 16 << 20
  /// Text per task: a core that finishes early takes another task.
  private static let taskSize = 256 << 10

  private let workers: [Worker]
  private var text: [UInt8] = []
  /// The end of each document in `text`.
  private var ends: [Int] = []
  private(set) var documents = 0
  private(set) var bytes = 0
  private(set) var replacements = 0

  init(_ pattern: SplitPattern) {
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    workers = (0..<cores).map { _ in Worker(pattern) }
    text.reserveCapacity(Self.batchSize + Self.batchSize / 4)
  }

  /// Takes a document; counts when a batch is full.
  /// - Throws: `TokenizerError.documentTooLarge`, `TokenizerError.matchFailed`.
  mutating func add(_ document: [UInt8]) throws(TokenizerError) {
    guard document.count <= TextEncoding.maximumLength else {
      throw .documentTooLarge(bytes: document.count, limit: TextEncoding.maximumLength)
    }
    documents += 1
    bytes += document.count
    replacements += document.withUnsafeBufferPointer { UTF8Repair.append($0, to: &text) }
    ends.append(text.count)
    if text.count >= Self.batchSize { try count() }
  }

  /// The counts of all pieces.
  /// - Throws: `TokenizerError.matchFailed`.
  mutating func finish() throws(TokenizerError) -> PieceCounter {
    try count()
    var total = workers[0].pieces
    for worker in workers.dropFirst() { total.add(worker.pieces) }
    return total
  }

  private mutating func count() throws(TokenizerError) {
    let tasks = self.tasks()
    let next = Locked((task: 0, error: TokenizerError?.none))
    let (workers, ends) = (workers, ends)
    text.withUnsafeBufferPointer { text in
      // Safe to share: the text is only read, each worker runs in one thread, and all have ended when
      // concurrentPerform returns.
      nonisolated(unsafe) let text = text
      nonisolated(unsafe) let workers = workers
      DispatchQueue.concurrentPerform(iterations: min(workers.count, tasks.count)) { index in
        while let task = next.withLock({ next -> Range<Int>? in
          guard next.error == nil, next.task < tasks.count else { return nil }
          defer { next.task += 1 }
          return tasks[next.task]
        }) {
          do throws(TokenizerError) {
            for document in task {
              let start = document == 0 ? 0 : ends[document - 1]
              try workers[index].count(UnsafeBufferPointer(rebasing: text[start..<ends[document]]))
            }
          } catch {
            next.withLock { $0.error = error }
          }
        }
      }
    }
    text.removeAll(keepingCapacity: true)
    self.ends.removeAll(keepingCapacity: true)
    if let error = next.withLock({ $0.error }) { throw error }
  }

  /// Runs of documents of about `taskSize` bytes.
  private func tasks() -> [Range<Int>] {
    var tasks: [Range<Int>] = []
    var (start, taken) = (0, 0)
    for (index, end) in ends.enumerated() where end - taken >= Self.taskSize || index == ends.count - 1 {
      tasks.append(start..<(index + 1))
      (start, taken) = (index + 1, end)
    }
    return tasks
  }
}

/// What one thread counts with.
private final class Worker {
  private let matcher: PieceMatcher
  private(set) var pieces = PieceCounter()

  init(_ pattern: SplitPattern) { matcher = PieceMatcher(pattern.expression) }

  func count(_ text: UnsafeBufferPointer<UInt8>) throws(TokenizerError) {
    try matcher.forEachPiece(in: text) { range in
      pieces.add(UnsafeBufferPointer(rebasing: text[range]))
    }
  }
}
