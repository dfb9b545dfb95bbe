/// A workspace that cannot be used as it is: one line that says what, where and what to do.
public struct WorkspaceError: Error, Sendable, CustomStringConvertible {
  /// One line: what, where, and what to do.
  public let description: String

  /// Puts one together from its parts.
  public init(_ description: String) {
    self.description = description
  }
}
