#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The scale on which the search sees a domain: [0, 1] for numbers, an index for choices.
///
/// A stepped domain owns half a step beyond both ends, so that its first and last values are as likely as
/// the others; this is how Optuna treats whole numbers, too.
struct Coordinates: Hashable {
  /// What the axis is to a density.
  enum Kind: Hashable {
    /// Numbers; `cells` of equal steps, or nil for a continuum (and for logarithmic whole numbers, whose
    /// steps are not equal).
    case ordered
    /// A number of unordered values.
    case unordered(Int)
  }

  let kind: Kind
  private let domain: KnobDomain
  private let low: Double
  private let high: Double
  private let isLog: Bool
  private let step: Double?

  init(_ domain: KnobDomain) {
    self.domain = domain
    // `KnobDeclarations` never makes another domain; one made by hand must keep to this, too.
    precondition(Coordinates.isSound(domain), "a domain with a step of 0 or a logarithm of 0: \(domain)")
    switch domain {
    case .integer(let range, let step, let isLog):
      kind = .ordered
      let half = isLog ? 0.5 : Double(step) / 2
      let last = range.upperBound - Int(range.distance(to: range.upperBound) % UInt(step))
      low = Coordinates.scaled(Double(range.lowerBound) - half, isLog)
      high = Coordinates.scaled(Double(last) + half, isLog)
      self.isLog = isLog
      self.step = Double(step)
    case .real(let range, let step, let isLog):
      kind = .ordered
      let half = (step ?? 0) / 2
      let last =
        step.map {
          range.lowerBound + ((range.upperBound - range.lowerBound) / $0 + 1e-6).rounded(.down) * $0
        }
      low = Coordinates.scaled(range.lowerBound - half, isLog)
      high = Coordinates.scaled((last ?? range.upperBound) + half, isLog)
      self.isLog = isLog
      self.step = step
    case .choice(let choices):
      kind = .unordered(choices.count)
      (low, high, isLog, step) = (0, 1, false, nil)
    case .flag:
      kind = .unordered(2)
      (low, high, isLog, step) = (0, 1, false, nil)
    }
  }

  private static func isSound(_ domain: KnobDomain) -> Bool {
    switch domain {
    case .integer(let range, let step, let isLog): step > 0 && (!isLog || range.lowerBound > 0)
    case .real(let range, let step, let isLog): (step ?? 1) > 0 && (!isLog || range.lowerBound > 0)
    case .choice(let choices): !choices.isEmpty
    case .flag: true
    }
  }

  private static func scaled(_ value: Double, _ isLog: Bool) -> Double { isLog ? log(value) : value }

  /// Where a value stands; nil if it is not of the domain.
  func coordinate(_ value: KnobValue) -> Double? {
    guard let value = domain.normalized(value) else { return nil }
    switch (domain, value) {
    case (.choice(let choices), _): return choices.firstIndex(of: value).map(Double.init)
    case (.flag, .bool(let isOn)): return isOn ? 1 : 0
    default:
      guard let number = value.number else { return nil }
      return high > low ? (Coordinates.scaled(number, isLog) - low) / (high - low) : 0.5
    }
  }

  /// The value at a coordinate.
  func value(_ coordinate: Double) -> KnobValue {
    switch domain {
    case .choice(let choices):
      return choices[min(max(Int(coordinate), 0), choices.count - 1)]
    case .flag:
      return .bool(coordinate >= 1)
    case .integer(let range, let step, _):
      let steps = ((unscaled(coordinate) - Double(range.lowerBound)) / Double(step)).rounded()
      let last = range.distance(to: range.upperBound) / UInt(step)
      let index = steps >= Double(last) ? last : UInt(max(steps, 0))
      return .int(range.lowerBound &+ Int(bitPattern: index &* UInt(step)))
    case .real(let range, let step, _):
      let number = unscaled(coordinate)
      guard let step else {
        return .double(Coordinates.brief(min(max(number, range.lowerBound), range.upperBound), in: range))
      }
      let last = ((range.upperBound - range.lowerBound) / step + 1e-6).rounded(.down)
      let steps = min(max(((number - range.lowerBound) / step).rounded(), 0), last)
      return .double(Coordinates.brief(min(range.lowerBound + steps * step, range.upperBound), in: range))
    }
  }

  private func unscaled(_ coordinate: Double) -> Double {
    let scaled = low + min(max(coordinate, 0), 1) * (high - low)
    return isLog ? exp(scaled) : scaled
  }

  /// The span in coordinates of the values that round to the same one as this coordinate; nil in a
  /// continuum, where a density is compared at the point.
  func cell(_ coordinate: Double) -> (low: Double, high: Double)? {
    guard case .ordered = kind, let step, high > low, let number = value(coordinate).number else {
      return nil
    }
    let half = step / 2
    return (
      (Coordinates.scaled(number - half, isLog) - low) / (high - low),
      (Coordinates.scaled(number + half, isLog) - low) / (high - low)
    )
  }

  /// The number to four significant digits, which is finer than any run can tell and is what a person would
  /// write; unchanged where that would leave the range.
  private static func brief(_ value: Double, in range: ClosedRange<Double>) -> Double {
    guard value != 0, value.isFinite else { return value }
    let exponent = Int(log10(abs(value)).rounded(.down)) - 3
    let power = pow(10, Double(abs(exponent)))
    let rounded = exponent < 0 ? (value * power).rounded() / power : (value / power).rounded() * power
    return range.contains(rounded) ? rounded : value
  }
}
