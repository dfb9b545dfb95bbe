/// From the bytes of a token to its id: an open-addressing table over a `TokenTable`.
struct TokenIndex: Sendable {
  private let table: TokenTable
  private var slots: [TokenID]
  private let mask: Int

  /// Indexes all tokens with bytes; of two with the same bytes the one with the lower id is found.
  init(_ table: TokenTable, count: Int? = nil) {
    self.table = table
    let count = count ?? table.count
    let capacity = Self.capacity(for: count)
    slots = [TokenID](repeating: -1, count: capacity)
    mask = capacity - 1
    for id in 0..<TokenID(count) {
      let bytes = table[id]
      guard !bytes.isEmpty else { continue }
      bytes.withUnsafeBufferPointer { bytes in
        let slot = slot(of: bytes)
        if slots[slot] < 0 { slots[slot] = id }
      }
    }
  }

  /// The id of the token with these bytes.
  @inline(__always)
  func id(of bytes: UnsafeBufferPointer<UInt8>) -> TokenID? {
    let id = slots[slot(of: bytes)]
    return id < 0 ? nil : id
  }

  /// The slot that holds these bytes, or the free one where they belong.
  private func slot(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var slot = Int(truncatingIfNeeded: ByteHash.hash(bytes)) & mask
    while slots[slot] >= 0, !table[slots[slot]].elementsEqual(bytes) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private static func capacity(for count: Int) -> Int {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    return capacity
  }
}
