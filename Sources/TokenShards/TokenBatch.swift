/// Rows of tokens to read and, one place further, to predict.
public struct TokenBatch: Equatable, Sendable {
  /// Rows, B.
  public let rows: Int
  /// Tokens per row, T.
  public let length: Int
  /// What the model reads, row after row.  // [B, T]
  public let inputs: [Int32]
  /// The token that follows each.  // [B, T]
  public let targets: [Int32]

  /// The next rows, of one token more than is read.
  /// - Returns: nil when they end before the batch is full.
  init?(from packed: inout PackedRows, rows count: Int) {
    var rows: [[Int32]] = []
    rows.reserveCapacity(count)
    for _ in 0..<count {
      guard let row = packed.next() else { return nil }
      rows.append(row)
    }
    self.init(rows: rows)
  }

  /// Takes rows of one length, at least two tokens each.
  init(rows: [[Int32]]) {
    self.rows = rows.count
    length = (rows.first?.count ?? 1) - 1
    inputs = rows.flatMap { $0.dropLast() }
    targets = rows.flatMap { $0.dropFirst() }
  }
}
