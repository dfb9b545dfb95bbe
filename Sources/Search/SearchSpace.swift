import Statistics

/// The knobs that a search moves, in a fixed order.
public struct SearchSpace: Sendable, Hashable {
  /// One axis of the space.
  public struct Axis: Sendable, Hashable {
    /// The knob's name.
    public let name: String
    /// What it may be.
    public let domain: KnobDomain

    /// An axis.
    public init(name: String, domain: KnobDomain) {
      self.name = name
      self.domain = domain
    }
  }

  /// The axes.
  public let axes: [Axis]

  /// A space of these axes; of two with one name, the first counts.
  public init(axes: [Axis]) {
    var names: Set<String> = []
    self.axes = axes.filter { names.insert($0.name).inserted }
  }

  /// The space of all knobs of a file.
  public init(knobs: [Knob]) {
    self.init(axes: knobs.map { Axis(name: $0.name, domain: $0.domain) })
  }

  /// How many assignments there are; nil if they are not countable, or too many to count.
  public var count: Int? {
    var product = 1
    for axis in axes {
      guard let count = axis.domain.count else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: count)
      if overflow { return nil }
      product = next
    }
    return product
  }

  /// The assignment cut down to the axes and written as they write it; nil if an axis is missing or has a
  /// value outside of its domain.
  public func normalized(_ assignment: Assignment) -> Assignment? {
    var result: Assignment = [:]
    for axis in axes {
      guard let value = assignment[axis.name].flatMap(axis.domain.normalized) else { return nil }
      result[axis.name] = value
    }
    return result
  }

  /// Coordinates of an assignment, one for each axis: ordered axes in [0, 1] on their own scale, choices by
  /// index.
  func coordinates(_ assignment: Assignment) -> [Double]? {
    var result: [Double] = []
    for axis in axes {
      guard let coordinate = assignment[axis.name].flatMap({ Coordinates(axis.domain).coordinate($0) }) else {
        return nil
      }
      result.append(coordinate)
    }
    return result
  }

  /// The assignment at coordinates, which are cut to the domain and rounded to its steps.
  func assignment(_ coordinates: [Double]) -> Assignment {
    var result: Assignment = [:]
    for (axis, coordinate) in zip(axes, coordinates) {
      result[axis.name] = Coordinates(axis.domain).value(coordinate)
    }
    return result
  }
}
