/// What can go wrong between token shards on disk and a batch of tokens.
///
/// Every description is one line: what happened, where, and what to do about it.
public enum TokenShardError: Error, Equatable, Sendable {
  /// A prepared folder lacks a file or its files disagree.
  case folderDamaged(path: String, problem: String)
  /// A token shard is truncated or its bytes changed; `offset` is where that shows.
  case shardDamaged(path: String, offset: Int, problem: String)
  /// A setting has a value that makes no sense.
  case invalidSetting(name: String, problem: String)
  /// A split cannot fill as many rows as were asked for.
  case notEnoughRows(split: String, asked: Int, available: Int, length: Int)
}

extension TokenShardError: CustomStringConvertible {
  /// One line: what, where, what to do.
  public var description: String {
    switch self {
    case .folderDamaged(let path, let problem):
      "the prepared text \(path) is damaged (\(problem)): delete it and prepare again"
    case .shardDamaged(let path, let offset, let problem):
      "the token shard \(path) is damaged at byte \(offset) (\(problem)): delete its prepared folder and "
        + "prepare again"
    case .invalidSetting(let name, let problem):
      "the setting \(name) \(problem)"
    case .notEnoughRows(let split, let asked, let available, let length):
      "the \(split) split fills \(available) rows of \(length) tokens, not the \(asked) asked for: ask for "
        + "fewer or shorter rows, or add text"
    }
  }
}
