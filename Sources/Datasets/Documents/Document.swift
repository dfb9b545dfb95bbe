/// One text of a corpus: what the model sees between two beginnings of sequence.
package struct Document: Equatable, Sendable {
  /// Valid UTF-8.
  package let text: [UInt8]
  /// How many ill-formed sequences were replaced by U+FFFD to make it so.
  package let replacements: Int

  /// Repairs text that is not UTF-8.
  package init(_ bytes: [UInt8], replacements: Int = 0) {
    let (text, repaired) = UTF8Repair.repair(bytes)
    self.text = text
    self.replacements = replacements + repaired
  }
}

/// Reads the documents of one file, in order.
protocol DocumentReader {
  /// The next document's bytes as they stand in the file, or nil at the end.
  mutating func next() throws -> Document?
  /// How far into the file the reader is.
  var bytesRead: Int { get }
}
