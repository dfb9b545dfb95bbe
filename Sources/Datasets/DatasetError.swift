/// What can go wrong between a corpus and its prepared text.
///
/// Every description is one line: what happened, where, and what to do about it.
public enum DatasetError: Error, Equatable, Sendable {
  /// Nothing lies at the path (or matches the glob) that was given as corpus.
  case corpusNotFound(String)
  /// The corpus exists but holds no text.
  case corpusEmpty(String, reason: String)
  /// The file's name ends in nothing that this program reads.
  case unknownFormat(path: String)
  /// The file's first bytes contradict its name.
  case notWhatItSays(path: String, expected: String, found: String)
  /// The file breaks the rules of its format at the byte `offset`.
  case malformed(path: String, offset: Int, problem: String)
  /// A default corpus could not be fetched.
  case fetchFailed(corpus: String, reason: String, remedy: String)
  /// A format needs a library that is not installed.
  case libraryMissing(path: String, library: String, remedy: String)
  /// After removing duplicates, a split holds too little text.
  case tooLittleText(corpus: String, split: String, documents: Int, bytes: Int, needed: Int)
  /// A setting has a value that makes no sense.
  case invalidSetting(name: String, problem: String)
}

extension DatasetError: CustomStringConvertible {
  /// One line: what, where, what to do.
  public var description: String {
    switch self {
    case .corpusNotFound(let path):
      "no corpus at \(path): give \"gcide\", or a file, folder or glob of .txt, .jsonl, .json or .parquet"
    case .corpusEmpty(let path, let reason):
      "the corpus \(path) is empty (\(reason)): give a corpus that holds text"
    case .unknownFormat(let path):
      "cannot tell the format of \(path): rename it to .txt, .jsonl, .json or .parquet"
    case .notWhatItSays(let path, let expected, let found):
      "\(path) is not \(expected) but \(found): convert or rename it, or leave it out"
    case .malformed(let path, let offset, let problem):
      "\(path) is malformed at byte \(offset): \(problem)"
    case .fetchFailed(let corpus, let reason, let remedy):
      "could not fetch the corpus \(corpus) (\(reason)): \(remedy)"
    case .libraryMissing(let path, let library, let remedy):
      "reading \(path) needs \(library), which is not there: \(remedy)"
    case .tooLittleText(let corpus, let split, let documents, let bytes, let needed):
      "too little text in \(corpus): its \(split) split has \(documents) documents, \(bytes) bytes, and "
        + "needs \(needed) bytes: add documents"
    case .invalidSetting(let name, let problem):
      "the setting \(name) \(problem)"
    }
  }
}
