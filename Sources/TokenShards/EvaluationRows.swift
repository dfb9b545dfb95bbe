/// The rows that every model is measured on: the first of one fixed order, the same for everyone.
///
/// Documents lie on disk in the corpus's order, which may be the alphabet's; so that the first rows speak for
/// the whole split they are taken in the order of a fixed seed. Within one pass no document comes twice.
package struct EvaluationRows: Sendable {
  /// The seed of the fixed order.
  package static let seed: UInt64 = 0

  /// Tokens that a model reads per row, T; the last is followed by one more target.
  package let length: Int
  /// Rows of `length + 1` tokens.
  package let rows: [[Int32]]

  /// - Parameter count: How many rows; nil for as many as one pass over the split fills.
  /// - Throws: `TokenShardError.notEnoughRows`, `.invalidSetting`.
  package init(_ split: TokenSplit, length: Int, count: Int? = nil) throws {
    guard length > 0, length < Int(Int32.max), count ?? 1 > 0 else {
      throw TokenShardError.invalidSetting(
        name: "evaluation rows", problem: "are \(count ?? 0) of \(length) tokens: give positive numbers")
    }
    var packed = try PackedRows(split, rowLength: length + 1, seed: Self.seed, epochs: 1)
    var rows: [[Int32]] = []
    while rows.count < count ?? Int.max, let row = packed.next() { rows.append(row) }
    guard rows.count >= count ?? 1 else {
      throw TokenShardError.notEnoughRows(
        split: split.split.rawValue, asked: count ?? 1, available: rows.count, length: length)
    }
    (self.length, self.rows) = (length, rows)
  }

  /// Rows `range` as one batch.
  package func batch(_ range: Range<Int>) -> TokenBatch {
    TokenBatch(rows: Array(rows[range]))
  }
}
