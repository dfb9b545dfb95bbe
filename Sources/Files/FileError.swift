/// What the system refused to do with a file.
///
/// Every description is one line: what happened, where, and what to do about it.
public enum FileError: Error, Equatable, Sendable {
  /// The system refused to read.
  case cannotRead(path: String, reason: String)
  /// The system refused to write.
  case cannotWrite(path: String, reason: String, remedy: String)
}

extension FileError: CustomStringConvertible {
  /// One line: what, where, what to do.
  public var description: String {
    switch self {
    case .cannotRead(let path, let reason):
      "cannot read \(path): \(reason)"
    case .cannotWrite(let path, let reason, let remedy):
      "cannot write \(path): \(reason): \(remedy)"
    }
  }
}
