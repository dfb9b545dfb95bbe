/// Why an experiment did not get any further: the stage that refused it and one line that names the reason.
public struct Rejection: Error, Sendable, CustomStringConvertible {
  /// The stations of an experiment, in their order.
  public enum Stage: String, Codable, Sendable, CaseIterable {
    /// The text itself: imports, attributes, names.
    case source
    /// What the module imports, by the compiler's account.
    case imports
    /// Types and memory safety, by the compiler.
    case typecheck
    case compile
    /// Shapes, parameter count and memory, and a few steps on real batches.
    case smoke
    case train
    case score
  }

  /// The stage that refused it.
  public var stage: Stage
  /// Why, in one line.
  public var message: String
  /// All that the compiler or the process said, for a researcher that can mend its edit; bounded.
  public var details: String

  /// Puts one together from its parts.
  public init(_ stage: Stage, _ message: String, details: String = "") {
    self.stage = stage
    self.message = message
    self.details = String(details.suffix(16_384))
  }

  /// Stage and reason in one line.
  public var description: String { "\(stage.rawValue): \(message)" }
}
