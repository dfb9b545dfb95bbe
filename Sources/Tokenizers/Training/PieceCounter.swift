/// Counts distinct pieces: an open-addressing table over one arena of bytes.
struct PieceCounter {
  private struct Entry {
    var hash: UInt64
    var start: Int
    var length: Int
    var count: Int
  }

  private var arena: [UInt8] = []
  private var entries: [Entry] = []
  /// Indices into `entries`; -1 is free.
  private var slots: [Int32]

  init() { slots = [Int32](repeating: -1, count: 1 << 12) }

  /// The number of distinct pieces.
  var count: Int { entries.count }

  /// The bytes of all distinct pieces.
  var byteCount: Int { arena.count }

  /// Adds a piece a number of times.
  @inline(__always)
  mutating func add(_ piece: UnsafeBufferPointer<UInt8>, times: Int = 1) {
    let hash = ByteHash.hash(piece)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if entries[index].hash == hash, entries[index].length == piece.count, equals(entries[index], piece) {
        entries[index].count += times
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(entries.count)
    entries.append(Entry(hash: hash, start: arena.count, length: piece.count, count: times))
    arena.append(contentsOf: piece)
    if entries.count * 2 > slots.count { grow() }
  }

  /// Adds all pieces of another counter.
  mutating func add(_ other: PieceCounter) {
    other.forEach { add($0, times: $1) }
  }

  /// Calls `body` with each distinct piece and its count, in the order in which they were first met.
  func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int) -> Void) {
    arena.withUnsafeBufferPointer { arena in
      for entry in entries {
        body(UnsafeBufferPointer(rebasing: arena[entry.start..<(entry.start + entry.length)]), entry.count)
      }
    }
  }

  private func equals(_ entry: Entry, _ piece: UnsafeBufferPointer<UInt8>) -> Bool {
    arena.withUnsafeBufferPointer { arena in
      for index in 0..<entry.length where arena[entry.start + index] != piece[index] { return false }
      return true
    }
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for index in entries.indices {
      var slot = Int(truncatingIfNeeded: entries[index].hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }
}
