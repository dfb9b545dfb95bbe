/// A workspace that cannot be used as it is: one line that says what, where and what to do.
public struct WorkspaceError: Error, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
