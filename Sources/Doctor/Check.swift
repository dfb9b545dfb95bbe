/// What one check found: a line of `apus doctor`.
public struct Check: Codable, Equatable, Sendable {
  /// How the machine did.
  public enum Status: String, Codable, Sendable, CaseIterable {
    /// As it should be.
    case ok
    /// Apus works, with something less.
    case warn
    /// Apus, or a part of it, does not work.
    case fail
  }

  /// What was looked at, in one or two words.
  public var name: String
  /// How the machine did.
  public var status: Status
  /// What was found, in one line.
  public var detail: String
  /// What to do about it, in one line; `nil` where there is nothing to do.
  public var advice: String?

  /// A finding.
  public init(name: String, status: Status, detail: String, advice: String? = nil) {
    self.name = name
    self.status = status
    self.detail = detail
    self.advice = advice
  }
}
