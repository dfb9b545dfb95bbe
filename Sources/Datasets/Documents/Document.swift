import Tokenizers

/// One text of a corpus: what the model sees between two beginnings of sequence.
package struct Document: Equatable, Sendable {
  /// Valid UTF-8.
  package let text: [UInt8]
  /// How many ill-formed sequences were replaced by U+FFFD to make it so.
  package let replacements: Int

  /// Repairs text that is not UTF-8.
  package init(_ bytes: [UInt8], replacements: Int = 0) {
    let (text, repaired): ([UInt8], Int) = bytes.withUnsafeBufferPointer { source in
      guard !UTF8Repair.isWellFormed(source) else { return (bytes, 0) }
      var text: [UInt8] = []
      text.reserveCapacity(source.count + 16)
      let count = UTF8Repair.append(source, to: &text)
      return (text, count)
    }
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
