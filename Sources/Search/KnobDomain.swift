/// The values that a knob may take.
public enum KnobDomain: Sendable, Hashable {
  /// Whole numbers from the lower bound upwards in steps, to the upper bound; on a logarithmic scale, the
  /// search sees equal ratios as equal distances. The step is at least 1, a logarithmic range begins at 1 or above.
  case integer(ClosedRange<Int>, step: Int, isLog: Bool)
  /// Real numbers within a range; with a step, only the lower bound plus multiples of it. The
  /// step is above 0, and so is a logarithmic range.
  case real(ClosedRange<Double>, step: Double?, isLog: Bool)
  /// One of a list.
  case choice([KnobValue])
  /// True or false.
  case flag

  /// Whether a value belongs to the domain.
  public func contains(_ value: KnobValue) -> Bool { normalized(value) != nil }

  /// The value as this domain writes it (a whole number in a real domain becomes real); nil if it does not
  /// belong to the domain.
  public func normalized(_ value: KnobValue) -> KnobValue? {
    switch (self, value) {
    case (.integer(let range, let step, _), .int(let number)):
      return range.contains(number) && range.distance(to: number) % UInt(step) == 0 ? value : nil
    case (.real(let range, let step, _), .int), (.real(let range, let step, _), .double):
      guard let number = value.number, range.contains(number) else { return nil }
      if let step {
        let steps = (number - range.lowerBound) / step
        // A decimal step is seldom exact in binary: 0.1 + 2 × 0.1 is not 0.3.
        guard abs(steps - steps.rounded()) < 1e-6 else { return nil }
      }
      return .double(number)
    case (.choice(let choices), _):
      return choices.contains(value) ? value : nil
    case (.flag, .bool):
      return value
    default:
      return nil
    }
  }

  /// How many values there are; nil if they are not countable.
  public var count: Int? {
    switch self {
    case .integer(let range, let step, _):
      let steps = range.distance(to: range.upperBound) / UInt(step)
      return Int(exactly: steps).flatMap { $0 < Int.max ? $0 + 1 : nil }
    case .real(let range, let step, _):
      if range.lowerBound == range.upperBound { return 1 }
      return step.flatMap { Int(exactly: ((range.upperBound - range.lowerBound) / $0 + 1e-6).rounded(.down)) }
        .map { $0 + 1 }
    case .choice(let choices): return choices.count
    case .flag: return 2
    }
  }
}

extension KnobDomain: CustomStringConvertible {
  /// The domain as it is declared, `1...12` or `one of "L", "SL"`.
  public var description: String {
    switch self {
    case .integer(let range, let step, let isLog):
      "\(range.lowerBound)...\(range.upperBound)" + (step == 1 ? "" : " in steps of \(step)")
        + (isLog ? " on a log scale" : "")
    case .real(let range, let step, let isLog):
      "\(range.lowerBound)...\(range.upperBound)" + (step.map { " in steps of \($0)" } ?? "")
        + (isLog ? " on a log scale" : "")
    case .choice(let choices): "one of " + choices.map(\.description).joined(separator: ", ")
    case .flag: "true or false"
    }
  }
}

extension ClosedRange<Int> {
  /// How far a member lies above the lower bound; in unsigned numbers, since the widest ranges overflow `Int`.
  func distance(to member: Int) -> UInt { UInt(bitPattern: member &- lowerBound) }
}
