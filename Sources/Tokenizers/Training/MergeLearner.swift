/// Learns merges from counted pieces.
///
/// All pieces lie behind one another in one array of tokens, linked to their neighbours. Every pair knows the
/// places where it stands, so a merge touches just those; the pairs it makes all hold the new token, so each
/// place list is written once and in order. Counts only fall after that: a heap with a check at the exit
/// gives the most frequent.
struct MergeLearner {
  /// Marks the places between pieces, and those merged away.
  private static let none: TokenID = -1

  private struct Pair {
    var left: TokenID
    var right: TokenID
    var count: Int
    var places: [Int32]
  }

  private var tokens: [TokenID] = []
  /// Distance to the next live place and to the one before.
  private var next: [Int32] = []
  private var previous: [Int32] = []
  private var weights: [Int] = []
  private var pairs: [Pair] = []
  private var pairIndex = PairIndex()
  private var heap = PairHeap()

  /// - Throws: `TokenizerError.invalidVocabulary` when the pieces are more than 32-bit places can number.
  init(_ pieces: PieceCounter) throws(TokenizerError) {
    guard pieces.byteCount + pieces.count < Int(Int32.max) else {
      throw .invalidVocabulary(
        "the distinct pieces of the text fill \(pieces.byteCount) bytes, above 2 GiB; train on a sample of it"
      )
    }
    // Pieces of one byte have no pairs. A boundary stands before the first piece and after each one.
    appendBoundary()
    pieces.forEach { bytes, count in
      guard bytes.count > 1 else { return }
      for byte in bytes { append(TokenID(byte), weight: count) }
      appendBoundary()
    }
    for place in tokens.indices.dropLast() where tokens[place] != Self.none && tokens[place + 1] != Self.none
    {
      add(place, tokens[place], tokens[place + 1])
    }
    for index in pairs.indices { push(index) }
  }

  /// Learns until there are so many tokens, bytes counted, or no pair is left.
  mutating func learn(tokens limit: Int) -> (tokens: TokenTable, merges: [Merge]) {
    var table = TokenTable()
    for byte in UInt8.min...UInt8.max { table.append(CollectionOfOne(byte)) }
    var known: [[UInt8]: TokenID] = [:]
    var merges: [Merge] = []
    while table.count < limit, let index = popMostFrequent() {
      let (left, right) = (pairs[index].left, pairs[index].right)
      let bytes = Array(table[left] + table[right])
      // Files hold no longer tokens. The pair never comes back: its entry has left the heap.
      guard bytes.count <= TokenTable.maximumTokenLength else { continue }
      let result = known[bytes] ?? TokenID(table.count)
      if Int(result) == table.count {
        table.append(bytes)
        known[bytes] = result
      }
      merges.append(Merge(left: left, right: right, result: result, rank: UInt32(merges.count)))
      merge(index, into: result)
    }
    return (table, merges)
  }

  private mutating func append(_ token: TokenID, weight: Int) {
    tokens.append(token)
    next.append(1)
    previous.append(1)
    weights.append(weight)
  }

  private mutating func appendBoundary() { append(Self.none, weight: 0) }

  /// The live pair with the highest count; nil when none is left.
  private mutating func popMostFrequent() -> Int? {
    while let top = heap.pop() {
      let index = top.index
      let count = pairs[index].count
      if count == top.count, count > 0 { return index }
      // The count fell since the entry was made.
      if count > 0 { push(index) }
    }
    return nil
  }

  private mutating func push(_ index: Int) {
    let pair = pairs[index]
    heap.push(PairHeap.Entry(count: pair.count, left: pair.left, right: pair.right, index: index))
  }

  /// Puts `result` in all places of a pair.
  private mutating func merge(_ index: Int, into result: TokenID) {
    let (left, right) = (pairs[index].left, pairs[index].right)
    var places = pairs[index].places
    pairs[index].places = []
    // In a run such as "aaa" the leftmost pair merges, so places must go up. They do, unless two merges gave
    // the same token and both made this pair.
    if zip(places, places.dropFirst()).contains(where: { $0 >= $1 }) { places.sort() }
    let firstNew = pairs.count
    var touched: Set<Int> = []
    for place in places.lazy.map(Int.init) {
      guard tokens[place] == left else { continue }
      let second = place + Int(next[place])
      guard tokens[second] == right else { continue }
      let after = second + Int(next[second])
      let before = place - Int(previous[place])
      let weight = weights[place]
      if tokens[before] != Self.none { remove(tokens[before], left, weight) }
      if tokens[after] != Self.none { remove(right, tokens[after], weight) }
      tokens[place] = result
      tokens[second] = Self.none
      next[place] = Int32(after - place)
      previous[after] = Int32(after - place)
      if tokens[before] != Self.none { touch(add(before, tokens[before], result)) }
      if tokens[after] != Self.none { touch(add(place, result, tokens[after])) }
    }
    pairs[index].count = 0
    for new in firstNew..<pairs.count { push(new) }
    for old in touched { push(old) }

    func touch(_ pair: Int) {
      // A pair that was there before: only when this result is an older token.
      if pair < firstNew { touched.insert(pair) }
    }
  }

  @discardableResult
  private mutating func add(_ place: Int, _ left: TokenID, _ right: TokenID) -> Int {
    let index = pairIndex.find(left, right, orInsert: pairs.count)
    if index == pairs.count {
      pairs.append(Pair(left: left, right: right, count: 0, places: []))
    }
    pairs[index].count += weights[place]
    pairs[index].places.append(Int32(place))
    return index
  }

  private mutating func remove(_ left: TokenID, _ right: TokenID, _ weight: Int) {
    let index = pairIndex.find(left, right, orInsert: pairs.count)
    // Every pair that stands in the text has been added.
    if index < pairs.count { pairs[index].count -= weight }
  }
}
