/// Which two neighbouring tokens merge, how early, and into what: pair → (rank, token).
///
/// Open addressing with linear probing at half load; one entry is 16 bytes, so a look-up touches one cache
/// line. Safe to share: nothing changes after `init`.
final class PairTable: @unchecked Sendable {
  /// Rank in the upper half, resulting token in the lower: the smaller value merges first.
  typealias Value = UInt64
  /// The value of a pair that does not merge; above every real value.
  static let none = Value.max

  private struct Entry {
    var key: UInt64
    var value: Value
  }

  /// No pair has this key: token ids are not negative.
  private static let emptyKey = UInt64.max
  private let entries: UnsafeMutablePointer<Entry>
  private let capacity: Int
  private let shift: UInt64

  /// Makes the table of merges; of two merges of the same pair the lower rank counts.
  init(_ merges: [Merge]) {
    var bits = 4
    while 1 << bits < merges.count * 2 { bits += 1 }
    capacity = 1 << bits
    shift = UInt64(64 - bits)
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: Entry(key: Self.emptyKey, value: Self.none), count: capacity)
    for merge in merges {
      let key = Self.key(merge.left, merge.right)
      let slot = slot(of: key)
      let value = UInt64(merge.rank) << 32 | UInt64(UInt32(bitPattern: merge.result))
      entries[slot] = Entry(key: key, value: min(value, entries[slot].value))
    }
  }

  deinit { entries.deallocate() }

  /// Rank and result of a pair, or `none`.
  @inline(__always)
  subscript(left: TokenID, right: TokenID) -> Value {
    entries[slot(of: Self.key(left, right))].value
  }

  @inline(__always)
  private static func key(_ left: TokenID, _ right: TokenID) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// The slot that holds a key, or the free one where it belongs.
  @inline(__always)
  private func slot(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
    while entries[slot].key != key, entries[slot].key != Self.emptyKey {
      slot = (slot &+ 1) & (capacity &- 1)
    }
    return slot
  }
}

/// Two neighbouring tokens that become one.
package struct Merge: Sendable, Hashable {
  /// The first token of the pair.
  package let left: TokenID
  /// The second token of the pair.
  package let right: TokenID
  /// The token that takes their place.
  package let result: TokenID
  /// The place in the order of merges: of all pairs in a piece the one with the lowest rank merges first.
  package let rank: UInt32
}
