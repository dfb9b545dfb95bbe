/// The number of a token.
package typealias TokenID = Int32

/// The bytes of every token, by id; an id without a token is a hole.
struct TokenTable: Sendable, Equatable {
  /// A vocabulary above this is not a vocabulary: it bounds what a damaged file can make us allocate.
  static let maximumCount = 1 << 24
  /// The longest token; o200k's longest has 128 bytes.
  static let maximumTokenLength = 1024

  private var storage: [UInt8] = []
  private var ends: [Int] = []

  /// The number of ids, holes counted.
  var count: Int { ends.count }

  /// The bytes of a token; empty for a hole or an id outside the table.
  subscript(id: TokenID) -> ArraySlice<UInt8> {
    storage[range(id)]
  }

  /// The number of bytes of a token; 0 for a hole.
  func byteCount(_ id: TokenID) -> Int { range(id).count }

  /// Appends the token of the next id; no bytes make a hole.
  mutating func append(_ bytes: some Collection<UInt8>) {
    storage.append(contentsOf: bytes)
    ends.append(storage.count)
  }

  /// Appends the bytes of two tokens that are there already.
  mutating func append(joining left: TokenID, _ right: TokenID) {
    let (left, right) = (range(left), range(right))
    storage.reserveCapacity(storage.count + left.count + right.count)
    storage.append(contentsOf: storage[left])
    storage.append(contentsOf: storage[right])
    ends.append(storage.count)
  }

  private func range(_ id: TokenID) -> Range<Int> {
    let id = Int(id)
    guard ends.indices.contains(id) else { return 0..<0 }
    return (id == 0 ? 0 : ends[id - 1])..<ends[id]
  }
}
