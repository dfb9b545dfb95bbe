/// What can be wrong with declared knobs, or with values for them.
public enum KnobError: Error, Sendable, Hashable {
  /// Declarations that cannot be read.
  case malformed([Problem])
  /// A name that the file does not declare.
  case unknown(name: String, known: [String])
  /// A value outside of what the declaration allows.
  case outOfRange(name: String, value: KnobValue, domain: KnobDomain)

  /// One declaration that cannot be read.
  public struct Problem: Sendable, Hashable {
    /// The line, from 1.
    public let line: Int
    /// The column in UTF-8 bytes, from 1, as the compiler counts.
    public let column: Int
    /// What is wrong and what to write.
    public let message: String
  }
}

extension KnobError: CustomStringConvertible {
  /// One line: where, what, what to do.
  public var description: String {
    switch self {
    case .malformed(let problems):
      return problems.map { "line \($0.line):\($0.column): \($0.message)" }.joined(separator: "; ")
    case .unknown(let name, let known):
      let list =
        known.isEmpty ? "the file declares none" : "the file declares " + known.joined(separator: ", ")
      return "no knob is named \(name); \(list)"
    case .outOfRange(let name, let value, let domain):
      return "knob \(name) cannot be \(value); it must be \(domain)"
    }
  }
}
