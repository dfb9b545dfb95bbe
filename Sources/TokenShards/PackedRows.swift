/// Rows of tokens without padding, each beginning where a document begins.
///
/// Documents wait in a buffer, in an order shuffled anew each epoch. A row is filled by best fit: the longest
/// waiting document that fits whole goes in; when none does, the shortest one is cropped to fill the rest and
/// its end is lost. So every row is full, starts with the token that begins a document, and most documents are
/// seen whole. The rule and the buffer of 1,000 documents are nanochat's
/// (`tokenizing_distributed_data_loader_bos_bestfit`), but for documents longer than a row: there they never
/// fit, stay until they crowd out all that would, and end as croppings. Here such a document counts as long as
/// a row, so that it fills the next one alone. Of the default corpus in 4,096 tokens, 9 % is lost so at 513
/// tokens a row (the ends of long documents are 7 %) and 1 % at 2,049; by nanochat's rule 16 % at 513.
public struct PackedRows: Sendable {
  /// Everything that the next row depends on, beside the split.
  public struct State: Codable, Equatable, Sendable {
    /// Orders the documents.
    public internal(set) var seed: UInt64
    /// Passes over the documents begun before this one.
    public internal(set) var epoch = 0
    /// Documents of this epoch that have left for the buffer.
    public internal(set) var position = 0
    /// Documents that wait.
    public internal(set) var buffer: [Int32] = []
    /// Tokens that went into rows.
    public internal(set) var usedTokens = 0
    /// Tokens that were cropped away.
    public internal(set) var croppedTokens = 0
  }

  static let bufferSize = 1000

  /// Where the next row continues.
  public private(set) var state: State
  /// Tokens per row.
  public let rowLength: Int
  private let split: TokenSplit
  private let epochLimit: Int
  private var order: [Int32]
  /// The length of each waiting document, a row's at most, beside `state.buffer`.
  private var lengths: [Int32] = []

  /// - Parameters:
  ///   - rowLength: Tokens per row.
  ///   - epochs: Passes over the documents before the rows end; nil for no end.
  package init(_ split: TokenSplit, rowLength: Int, seed: UInt64, epochs: Int? = nil) throws {
    try self.init(split, rowLength: rowLength, state: State(seed: seed), epochs: epochs)
  }

  /// Continues from a saved state of the same split and row length.
  /// - Throws: `TokenShardError.invalidSetting` when the state belongs to no such split.
  package init(_ split: TokenSplit, rowLength: Int, state: State, epochs: Int? = nil) throws {
    guard rowLength > 0 else {
      throw TokenShardError.invalidSetting(name: "row length", problem: "is \(rowLength): give at least 1")
    }
    guard split.documentCount <= Int(Int32.max) else {
      throw TokenShardError.invalidSetting(name: "split", problem: "holds more than 2,147,483,647 documents")
    }
    let documents = 0..<Int32(split.documentCount)
    guard state.epoch >= 0, (0...split.documentCount).contains(state.position),
      state.buffer.count <= Self.bufferSize, state.buffer.allSatisfy(documents.contains)
    else {
      throw TokenShardError.invalidSetting(
        name: "packing state", problem: "belongs to another split: start the stream anew")
    }
    (self.split, self.rowLength, self.state) = (split, rowLength, state)
    epochLimit = epochs ?? Int.max
    order = EpochOrder.permutation(count: split.documentCount, seed: state.seed, epoch: state.epoch)
    lengths = state.buffer.map(length)
  }

  /// The share of tokens that was cropped away so far.
  public var croppedShare: Double {
    let all = state.usedTokens + state.croppedTokens
    return all > 0 ? Double(state.croppedTokens) / Double(all) : 0
  }

  /// Fills `rowLength` places with the next row.
  /// - Returns: false when the epochs are over; what was written then is no row.
  mutating func fill(_ row: UnsafeMutablePointer<Int32>) -> Bool {
    var filled = 0
    while filled < rowLength {
      refill()
      guard !lengths.isEmpty else { return false }
      let space = rowLength - filled
      let (index, fits) = choose(space: Int32(clamping: space))
      let document = Int(state.buffer[index])
      let taken = fits ? Int(lengths[index]) : space
      split.copyDocument(document, prefix: taken, to: row + filled)
      filled += taken
      state.usedTokens += taken
      state.croppedTokens += split.length(ofDocument: document) - taken
      // The last takes its place: the order of those that wait decides nothing but ties.
      state.buffer.swapAt(index, state.buffer.count - 1)
      state.buffer.removeLast()
      lengths.swapAt(index, lengths.count - 1)
      lengths.removeLast()
    }
    return true
  }

  /// The next row, or nil when the epochs are over.
  public mutating func next() -> [Int32]? {
    var isFull = false
    let row = [Int32](unsafeUninitializedCapacity: rowLength) { buffer, count in
      guard let target = buffer.baseAddress else { return }
      isFull = fill(target)
      count = isFull ? rowLength : 0
    }
    return isFull ? row : nil
  }

  /// The longest document that fits into the space; where none does, the shortest. Of equals the first.
  private func choose(space: Int32) -> (index: Int, fits: Bool) {
    var best = -1
    var bestLength: Int32 = 0
    var shortest = 0
    var shortestLength = Int32.max
    for (index, length) in lengths.enumerated() {
      if length <= space {
        if length > bestLength { (best, bestLength) = (index, length) }
      } else if length < shortestLength {
        (shortest, shortestLength) = (index, length)
      }
    }
    return best >= 0 ? (best, true) : (shortest, false)
  }

  private mutating func refill() {
    while lengths.count < Self.bufferSize {
      if state.position == order.count {
        guard state.epoch + 1 < epochLimit else { return }
        state.epoch += 1
        state.position = 0
        order = EpochOrder.permutation(count: order.count, seed: state.seed, epoch: state.epoch)
      }
      let document = order[state.position]
      state.position += 1
      state.buffer.append(document)
      lengths.append(length(document))
    }
  }

  private func length(_ document: Int32) -> Int32 {
    Int32(clamping: min(split.length(ofDocument: Int(document)), rowLength))
  }
}
