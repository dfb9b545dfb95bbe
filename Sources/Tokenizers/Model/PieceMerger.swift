/// Applies the merges of a model to one piece of text; scratch memory of one thread.
///
/// Of all mergeable neighbours the pair of lowest rank merges first, of equal ranks the leftmost, until none
/// is left (Sennrich et al., 2016, arXiv:1508.07909).
final class PieceMerger {
  /// Up to this length a scan for the lowest rank is faster than a heap.
  private static let scanLimit = 96

  private let model: BPEModel
  private let pairs: PairTable
  private let scratchTokens: UnsafeMutablePointer<TokenID>
  private let scratchValues: UnsafeMutablePointer<PairTable.Value>
  private let byteTokens: UnsafeMutablePointer<TokenID>

  init(_ model: BPEModel) {
    self.model = model
    pairs = model.pairs
    scratchTokens = .allocate(capacity: Self.scanLimit)
    scratchValues = .allocate(capacity: Self.scanLimit)
    byteTokens = .allocate(capacity: 256)
    byteTokens.initialize(from: model.byteTokens, count: 256)
  }

  deinit {
    scratchTokens.deallocate()
    scratchValues.deallocate()
    byteTokens.deallocate()
  }

  /// Writes the tokens of a piece to `output`, which has room for one token per byte.
  /// - Returns: the number of tokens.
  func encode(_ piece: UnsafeBufferPointer<UInt8>, to output: UnsafeMutablePointer<TokenID>) -> Int {
    if model.takesWholePieces, let id = model.index.id(of: piece) {
      output[0] = id
      return 1
    }
    if piece.count == 1 {
      output[0] = byteTokens[Int(piece[0])]
      return 1
    }
    return piece.count <= Self.scanLimit ? scan(piece, to: output) : mergeByHeap(piece, to: output)
  }

  private func scan(_ piece: UnsafeBufferPointer<UInt8>, to output: UnsafeMutablePointer<TokenID>) -> Int {
    let (tokens, values) = (scratchTokens, scratchValues)
    var count = piece.count
    tokens[0] = byteTokens[Int(piece[0])]
    for index in 1..<count {
      tokens[index] = byteTokens[Int(piece[index])]
      values[index - 1] = pairs[tokens[index - 1], tokens[index]]
    }
    while count > 1 {
      // Ranks are compared without the token below them, so that the leftmost of equals wins.
      var best = 0
      var lowest = values[0] >> 32
      for index in 1..<max(1, count - 1) where values[index] >> 32 < lowest {
        lowest = values[index] >> 32
        best = index
      }
      let value = values[best]
      guard value != PairTable.none else { break }
      tokens[best] = TokenID(truncatingIfNeeded: value)
      count -= 1
      // The pairs right of the merged one move one place to the left.
      let moved = count - best - 1
      if moved > 0 {
        (tokens + best + 1).update(from: tokens + best + 2, count: moved)
        if moved > 1 { (values + best + 1).update(from: values + best + 2, count: moved - 1) }
        values[best] = pairs[tokens[best], tokens[best + 1]]
      }
      if best > 0 { values[best - 1] = pairs[tokens[best - 1], tokens[best]] }
    }
    output.update(from: tokens, count: count)
    return count
  }

  private func mergeByHeap(
    _ piece: UnsafeBufferPointer<UInt8>, to output: UnsafeMutablePointer<TokenID>
  ) -> Int {
    var chain = TokenChain(piece.map { byteTokens[Int($0)] })
    var heap = MinHeap()
    for position in 0..<(piece.count - 1) {
      heap.push(pairs[chain.tokens[position], chain.tokens[position + 1]], at: position)
    }
    heap.heapify()
    while let (rank, position) = heap.popLowest() {
      // An entry is stale when one of its two tokens has merged with another since.
      guard let next = chain.next(position) else { continue }
      let value = pairs[chain.tokens[position], chain.tokens[next]]
      guard value >> 32 == rank, value != PairTable.none else { continue }
      chain.merge(position, next, into: TokenID(truncatingIfNeeded: value))
      if let previous = chain.previous(position) {
        heap.insert(pairs[chain.tokens[previous], chain.tokens[position]], at: previous)
      }
      if let following = chain.next(position) {
        heap.insert(pairs[chain.tokens[position], chain.tokens[following]], at: position)
      }
    }
    return chain.write(to: output)
  }
}
