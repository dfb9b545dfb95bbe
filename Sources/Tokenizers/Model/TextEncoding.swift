/// The encoder of one thread: splitting, the cache of pieces and the merging of what is not in it.
final class TextEncoding {
  /// Positions inside a piece are 32-bit numbers.
  static let maximumLength = Int(Int32.max) - 16

  private let matcher: PieceMatcher
  private let merger: PieceMerger
  private let cache = PieceCache()
  /// Pieces are looked up many at a time: the processor then waits for several entries of the cache at once,
  /// not for each between two runs of the regular expression.
  private static let batch = 256
  /// Where the waiting pieces end; each begins where the one before ends.
  private let pieceEnds: UnsafeMutablePointer<Int>
  private var tokens: UnsafeMutablePointer<TokenID>
  private var capacity = 1 << 12
  /// The tokens encoded since `reset`.
  private(set) var count = 0

  init(_ model: BPEModel, _ pattern: SplitPattern) {
    matcher = PieceMatcher(pattern.expression)
    merger = PieceMerger(model)
    pieceEnds = .allocate(capacity: Self.batch)
    tokens = .allocate(capacity: capacity)
  }

  deinit {
    pieceEnds.deallocate()
    tokens.deallocate()
  }

  /// Forgets the tokens encoded so far.
  func reset() { count = 0 }

  /// The tokens encoded since `reset`.
  var result: [TokenID] { Array(UnsafeBufferPointer(start: tokens, count: count)) }

  /// Appends one token that no text becomes.
  func append(_ token: TokenID) {
    reserve(1)
    tokens[count] = token
    count += 1
  }

  /// Appends the tokens of a text, which must be well-formed UTF-8.
  /// - Throws: `TokenizerError.documentTooLarge`, `TokenizerError.matchFailed`.
  func append(_ text: UnsafeBufferPointer<UInt8>) throws(TokenizerError) {
    guard text.count <= Self.maximumLength else {
      throw .documentTooLarge(bytes: text.count, limit: Self.maximumLength)
    }
    // A token holds at least one byte of the text; the cache always writes four places.
    reserve(text.count + PieceCache.maximumTokens)
    var output = tokens + count
    var start = 0
    var waiting = 0
    try matcher.forEachPiece(in: text) { piece in
      pieceEnds[waiting] = piece.upperBound
      waiting += 1
      if waiting == Self.batch {
        output = encode(text, from: start, pieces: waiting, to: output)
        (start, waiting) = (piece.upperBound, 0)
      }
    }
    output = encode(text, from: start, pieces: waiting, to: output)
    count = output - tokens
  }

  /// Encodes pieces that were found; returns the place after their tokens.
  private func encode(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, pieces: Int, to output: UnsafeMutablePointer<TokenID>
  ) -> UnsafeMutablePointer<TokenID> {
    let (cache, merger, ends) = (cache, merger, pieceEnds)
    var output = output
    var start = start
    for index in 0..<pieces {
      let piece = start..<ends[index]
      start = piece.upperBound
      guard piece.count <= PieceCache.maximumLength else {
        output += merger.encode(UnsafeBufferPointer(rebasing: text[piece]), to: output)
        continue
      }
      let key = PieceCache.key(text, piece)
      var found = cache.find(key, to: output)
      if found == 0 {
        found = merger.encode(UnsafeBufferPointer(rebasing: text[piece]), to: output)
        if found <= PieceCache.maximumTokens { cache.insert(key, output, count: found) }
      }
      output += found
    }
    return output
  }

  private func reserve(_ additional: Int) {
    let needed = count + additional
    guard needed > capacity else { return }
    let larger = max(needed, capacity * 2)
    let moved = UnsafeMutablePointer<TokenID>.allocate(capacity: larger)
    moved.moveInitialize(from: tokens, count: count)
    tokens.deallocate()
    (tokens, capacity) = (moved, larger)
  }
}
