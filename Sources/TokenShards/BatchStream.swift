import Dispatch

/// Batches without end, the next ones made on another thread while the current one is in use.
///
/// The order depends on split, shape and seed alone. Dropping the stream ends the work: at most the batches
/// under way are finished.
public final class BatchStream {
  /// A batch that is being made.
  private final class Pending: @unchecked Sendable {
    // Written once by the maker before it signals, read by the user after it waited.
    var result: (batch: TokenBatch, state: PackedRows.State)?
    let done = DispatchSemaphore(value: 0)
  }

  /// Makes batches; only ever touched on the stream's serial queue.
  private final class Maker: @unchecked Sendable {
    private var packed: PackedRows
    private let rows: Int

    init(_ packed: PackedRows, rows: Int) { (self.packed, self.rows) = (packed, rows) }

    func make() -> (TokenBatch, PackedRows.State)? {
      TokenBatch(from: &packed, rows: rows).map { ($0, packed.state) }
    }
  }

  /// Rows per batch.
  public let rows: Int
  /// Tokens per row.
  public let length: Int
  /// Where the stream continues after the batch that `next` returned last. Saved and given to `init`, it
  /// leads to the same batches.
  public private(set) var state: PackedRows.State

  private let queue = DispatchQueue(label: "apus.batches", qos: .userInitiated)
  private let maker: Maker
  private var pending: [Pending] = []

  /// - Parameters:
  ///   - state: Where a stream of the same split and length left off; then the seed does not count.
  ///   - ahead: Batches made before they are asked for.
  package init(
    _ split: TokenSplit, rows: Int, length: Int, seed: UInt64, state: PackedRows.State? = nil, ahead: Int = 2
  ) throws {
    guard rows > 0, length > 0, length < Int(Int32.max), ahead > 0 else {
      throw TokenShardError.invalidSetting(
        name: "batch shape", problem: "is \(rows) rows of \(length) tokens: give positive numbers")
    }
    // One more token than is read: the last one's target.
    let packed = try PackedRows(split, rowLength: length + 1, state: state ?? PackedRows.State(seed: seed))
    (self.rows, self.length, self.state) = (rows, length, packed.state)
    maker = Maker(packed, rows: rows)
    for _ in 0..<ahead { begin() }
  }

  /// The next batch.
  public func next() -> TokenBatch {
    let first = pending.removeFirst()
    begin()
    first.done.wait()
    guard let result = first.result else {
      // The rows were opened without an end, and a split holds at least one document.
      preconditionFailure("a stream without end has ended")
    }
    state = result.state
    return result.batch
  }

  /// The share of tokens that was cropped away so far.
  public var croppedShare: Double {
    let all = state.usedTokens + state.croppedTokens
    return all > 0 ? Double(state.croppedTokens) / Double(all) : 0
  }

  private func begin() {
    let next = Pending()
    pending.append(next)
    queue.async { [maker] in
      next.result = maker.make()
      next.done.signal()
    }
  }
}
