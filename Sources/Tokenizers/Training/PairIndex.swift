/// From a pair of tokens to the number of its record: open addressing that grows.
struct PairIndex {
  private static let empty = UInt64.max
  private var keys: [UInt64]
  private var values: [Int32]
  private var count = 0

  init() {
    keys = [UInt64](repeating: Self.empty, count: 1 << 12)
    values = [Int32](repeating: 0, count: 1 << 12)
  }

  /// The value of a pair; a new pair gets `value`.
  mutating func find(_ left: TokenID, _ right: TokenID, orInsert value: Int) -> Int {
    let key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    let slot = slot(of: key)
    if keys[slot] == key { return Int(values[slot]) }
    keys[slot] = key
    values[slot] = Int32(value)
    count += 1
    if count * 2 > keys.count { grow() }
    return value
  }

  private func slot(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: ByteHash.fold(key)) & (keys.count - 1)
    while keys[slot] != key, keys[slot] != Self.empty { slot = (slot + 1) & (keys.count - 1) }
    return slot
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = [UInt64](repeating: Self.empty, count: oldKeys.count * 2)
    values = [Int32](repeating: 0, count: oldKeys.count * 2)
    for (key, value) in zip(oldKeys, oldValues) where key != Self.empty {
      let slot = slot(of: key)
      keys[slot] = key
      values[slot] = value
    }
  }
}

/// Pairs by count, the most frequent first; of equals the one with the lower left, then lower right token.
struct PairHeap {
  struct Entry {
    var count: Int
    var left: TokenID
    var right: TokenID
    var index: Int

    func precedes(_ other: Entry) -> Bool {
      if count != other.count { return count > other.count }
      return (left, right) < (other.left, other.right)
    }
  }

  private var entries: [Entry] = []

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var index = entries.count - 1
    while index > 0, entry.precedes(entries[(index - 1) / 2]) {
      entries[index] = entries[(index - 1) / 2]
      index = (index - 1) / 2
    }
    entries[index] = entry
  }

  mutating func pop() -> Entry? {
    guard let first = entries.first, let entry = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return first }
    var index = 0
    while true {
      var child = 2 * index + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(entry) else { break }
      entries[index] = entries[child]
      index = child
    }
    entries[index] = entry
    return first
  }
}
