#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// When a session of research ends. Without a limit it goes on until it is stopped.
public struct StopRule: Sendable {
  /// Experiments in all, the baseline included, those of earlier sessions counted.
  public var experiments: Int?
  /// The moment after which no experiment begins.
  public var deadline: Date?

  /// Puts one together from its parts.
  public init(experiments: Int? = nil, deadline: Date? = nil) {
    self.experiments = experiments
    self.deadline = deadline
  }

  func allowsAnother(after done: Int) -> Bool {
    if let experiments, done >= experiments { return false }
    if let deadline, Date() >= deadline { return false }
    return true
  }
}
