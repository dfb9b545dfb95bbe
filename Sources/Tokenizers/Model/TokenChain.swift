/// The tokens of a long piece as a doubly linked list over its bytes: merging two neighbours moves nothing.
struct TokenChain {
  private static let dead: TokenID = -1
  private(set) var tokens: [TokenID]
  private var nextPosition: [Int32]
  private var previousPosition: [Int32]

  /// A chain of tokens; at most `Int32.max` of them, which the encoder's document limit holds.
  init(_ tokens: [TokenID]) {
    self.tokens = tokens
    nextPosition = (0..<Int32(tokens.count)).map { $0 + 1 }
    previousPosition = (0..<Int32(tokens.count)).map { $0 - 1 }
  }

  /// The position after a live one; nil at the end and for a position that has been merged away.
  func next(_ position: Int) -> Int? {
    let next = Int(nextPosition[position])
    return tokens[position] == Self.dead || next == tokens.count ? nil : next
  }

  /// The position before a live one; nil at the start.
  func previous(_ position: Int) -> Int? {
    let previous = Int(previousPosition[position])
    return previous < 0 ? nil : previous
  }

  /// Puts one token in the place of two neighbours.
  mutating func merge(_ position: Int, _ next: Int, into token: TokenID) {
    tokens[position] = token
    tokens[next] = Self.dead
    let following = nextPosition[next]
    nextPosition[position] = following
    if Int(following) < tokens.count { previousPosition[Int(following)] = Int32(position) }
  }

  /// Writes the live tokens in order; returns how many.
  func write(to output: UnsafeMutablePointer<TokenID>) -> Int {
    var count = 0
    for token in tokens where token != Self.dead {
      output[count] = token
      count += 1
    }
    return count
  }
}

/// Candidates for merging, lowest rank first, then leftmost.
struct MinHeap {
  /// Rank in the upper half, position in the lower.
  private var entries: [UInt64] = []

  /// Adds a candidate without keeping the order; `heapify` makes it.
  mutating func push(_ value: PairTable.Value, at position: Int) {
    guard value != PairTable.none else { return }
    entries.append((value & ~0xFFFF_FFFF) | UInt64(position))
  }

  /// Makes the order after `push`.
  mutating func heapify() {
    for index in stride(from: entries.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
  }

  /// Adds a candidate and keeps the order.
  mutating func insert(_ value: PairTable.Value, at position: Int) {
    guard value != PairTable.none else { return }
    let entry = (value & ~0xFFFF_FFFF) | UInt64(position)
    entries.append(entry)
    var index = entries.count - 1
    while index > 0, entries[(index - 1) / 2] > entry {
      entries[index] = entries[(index - 1) / 2]
      index = (index - 1) / 2
    }
    entries[index] = entry
  }

  /// Takes the first candidate.
  mutating func popLowest() -> (rank: UInt64, position: Int)? {
    guard let lowest = entries.first, let last = entries.popLast() else { return nil }
    if !entries.isEmpty {
      entries[0] = last
      siftDown(0)
    }
    return (lowest >> 32, Int(lowest & 0xFFFF_FFFF))
  }

  private mutating func siftDown(_ start: Int) {
    let entry = entries[start]
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
      guard entries[child] < entry else { break }
      entries[index] = entries[child]
      index = child
    }
    entries[index] = entry
  }
}
