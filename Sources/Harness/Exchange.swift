/// The layout of the file that the scorer and an experiment's process both map: a few slots, each with the
/// tokens of a question and room for the logits of its answer.
public struct Exchange: Codable, Sendable, Equatable {
  /// Where the process sees the file.
  public var path: String
  /// How many questions can be under way.
  public var slots: Int
  /// Rows of tokens in a full question.
  public var rows: Int
  /// Tokens in a row.
  public var length: Int
  /// Token ids go from 0 to one less than this.
  public var vocabularySize: Int

  /// Puts one together from its parts.
  public init(path: String, slots: Int, rows: Int, length: Int, vocabularySize: Int) {
    self.path = path
    self.slots = slots
    self.rows = rows
    self.length = length
    self.vocabularySize = vocabularySize
  }

  /// Bytes of one slot's tokens: Int32 [rows, length], rounded up to a page.
  public var questionBytes: Int { Exchange.pageAligned(rows * length * MemoryLayout<Int32>.size) }
  /// Bytes of one slot's logits: Float [rows, length, vocabularySize], rounded up to a page.
  public var answerBytes: Int {
    Exchange.pageAligned(rows * length * vocabularySize * MemoryLayout<Float>.size)
  }
  /// Bytes of the whole file.
  public var totalBytes: Int { slots * (questionBytes + answerBytes) }

  /// Where the tokens of a slot begin.
  public func questionOffset(_ slot: Int) -> Int { slot * (questionBytes + answerBytes) }
  /// Where the logits of a slot begin.
  public func answerOffset(_ slot: Int) -> Int { questionOffset(slot) + questionBytes }

  private static func pageAligned(_ bytes: Int) -> Int { (bytes + 4095) & ~4095 }
}

/// The scorer's question: how many rows of which slot are filled. One JSON line on the process's standard input.
public struct Question: Codable, Sendable {
  /// The slot that holds the tokens.
  public var slot: Int
  /// Rows that are filled.
  public var rows: Int
  /// Tokens in each row, at most the exchange's length; rows lie `length` apart.
  public var length: Int

  /// Puts one together from its parts.
  public init(slot: Int, rows: Int, length: Int) {
    self.slot = slot
    self.rows = rows
    self.length = length
  }
}
