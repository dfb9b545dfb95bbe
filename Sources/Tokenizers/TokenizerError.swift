/// What can go wrong with a tokenizer; `description` is one line: what, where, what to do.
package enum TokenizerError: Error, Equatable, CustomStringConvertible {
  /// The split pattern is not a regular expression that PCRE2 accepts.
  case invalidPattern(pattern: String, offset: Int, reason: String)
  /// The split pattern gave up on a text.
  case matchFailed(offset: Int, reason: String)
  /// A document is longer than one call takes.
  case documentTooLarge(bytes: Int, limit: Int)
  /// The vocabulary cannot be what it is said to be.
  case invalidVocabulary(String)
  /// A token id that the vocabulary does not have.
  case unknownToken(id: Int, vocabularySize: Int)
  /// A special token that the tokenizer does not have.
  case unknownSpecialToken(String)
  /// A file is not what it says, or is damaged.
  case malformedFile(path: String, reason: String)
  /// A file asks for something that this room does not do.
  case unsupported(path: String, feature: String)
  /// The system refused to read or write a file.
  case file(path: String, operation: String, reason: String)

  package var description: String {
    switch self {
    case .invalidPattern(let pattern, let offset, let reason):
      "invalid split pattern at byte \(offset) of '\(pattern)': \(reason); correct the pattern"
    case .matchFailed(let offset, let reason):
      "the split pattern failed at byte \(offset) of the text: \(reason); use a pattern that backtracks less"
    case .documentTooLarge(let bytes, let limit):
      "a document of \(bytes) bytes is above the limit of \(limit); cut it into shorter documents"
    case .invalidVocabulary(let reason):
      "invalid vocabulary: \(reason)"
    case .unknownToken(let id, let vocabularySize):
      "token id \(id) is outside the vocabulary of \(vocabularySize); decode with the tokenizer that encoded"
    case .unknownSpecialToken(let name):
      "the tokenizer has no special token '\(name)'; name one that it has"
    case .malformedFile(let path, let reason):
      "\(path): \(reason); make the file again or fetch it again"
    case .unsupported(let path, let feature):
      "\(path): \(feature) is not supported; use a byte-level BPE tokenizer without it"
    case .file(let path, let operation, let reason):
      "\(path): cannot \(operation): \(reason); check the path, the rights and the space left"
    }
  }
}
