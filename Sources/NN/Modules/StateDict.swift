import Torch

/// Why a state dict does not fit a module: everything that is wrong, in one line.
public struct StateDictError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A tensor whose shape differs.
  public struct ShapeMismatch: Equatable, Sendable {
    /// The tensor's name.
    public let name: String
    /// The module's shape.
    public let expected: [Int]
    /// The state dict's shape.
    public let found: [Int]
  }

  /// Names that the module has and the state dict has not.
  public let missing: [String]
  /// Names that the state dict has and the module has not.
  public let unexpected: [String]
  /// Tensors whose shapes differ.
  public let mismatched: [ShapeMismatch]
  /// For each missing name the unexpected one most like it.
  public let nearest: [String: String]

  /// One line that lists all of it.
  public var description: String {
    var parts: [String] = []
    if !missing.isEmpty {
      let names = missing.map { name in nearest[name].map { "\(name) (nearest: \($0))" } ?? name }
      parts.append("missing: " + Self.list(names))
    }
    if !unexpected.isEmpty { parts.append("unexpected: " + Self.list(unexpected)) }
    if !mismatched.isEmpty {
      let shapes = mismatched.map { "\($0.name) is \($0.found), the model's is \($0.expected)" }
      parts.append("wrong shape: " + Self.list(shapes))
    }
    return "the weights do not fit the model: " + parts.joined(separator: "; ")
  }

  private static func list(_ names: [String]) -> String {
    let limit = 12
    let shown = names.prefix(limit).joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }
}

extension Module {
  /// Parameters and persistent buffers by name, sharing memory with the module; outside of any graph.
  ///
  /// A tied weight appears once, under its first name.
  public func stateDict() -> [String: Tensor] {
    var seen: Set<ObjectIdentifier> = []
    return slots().reduce(into: [:]) { dict, slot in
      if seen.insert(ObjectIdentifier(slot.tensor)).inserted { dict[slot.name] = slot.tensor.detach() }
    }
  }

  /// Copies `stateDict` into the module's parameters and buffers, converting dtype and device.
  ///
  /// Nothing is changed unless everything fits. The second name of a tied weight may be there or not.
  ///
  /// - Throws: `StateDictError` that lists every missing, unexpected and misshapen tensor.
  public func load(stateDict: [String: Tensor]) throws(StateDictError) {
    let slots = slots()
    try check(stateDict, against: slots)
    precondition(
      slots.allSatisfy { $0.tensor.device.kind != .meta },
      "load: the module is on the meta device, which keeps no numbers; build it on a real one")
    noGrad {
      for slot in slots {
        if let source = stateDict[slot.name] { slot.tensor.copy_(source) }
      }
    }
  }

  /// What the state dict names, ties included.
  private func slots() -> [(name: String, tensor: Tensor)] {
    let tree = ModuleTree(of: self)
    return tree.parameters.map { ($0.name, $0.parameter.wrappedValue) }
      + tree.buffers.filter(\.buffer.persistent).map { ($0.name, $0.buffer.wrappedValue) }
  }

  private func check(
    _ stateDict: [String: Tensor], against slots: [(name: String, tensor: Tensor)]
  ) throws(StateDictError) {
    let present = Set(slots.filter { stateDict[$0.name] != nil }.map { ObjectIdentifier($0.tensor) })
    let missing = slots.filter { !present.contains(ObjectIdentifier($0.tensor)) }.map(\.name)
    let names = Set(slots.map(\.name))
    let unexpected = stateDict.keys.filter { !names.contains($0) }.sorted()
    let mismatched = slots.compactMap { slot -> StateDictError.ShapeMismatch? in
      guard let found = stateDict[slot.name], found.shape != slot.tensor.shape else { return nil }
      return .init(name: slot.name, expected: slot.tensor.shape, found: found.shape)
    }
    guard !missing.isEmpty || !unexpected.isEmpty || !mismatched.isEmpty else { return }
    let nearest = Dictionary(
      missing.prefix(64).compactMap { name in Self.nearest(name, among: unexpected).map { (name, $0) } },
      uniquingKeysWith: { first, _ in first })
    throw StateDictError(
      missing: missing, unexpected: unexpected, mismatched: mismatched, nearest: nearest)
  }

  /// The candidate that shares most with `name`: by pairs of neighbouring letters (Dice's coefficient), at least half.
  private static func nearest(_ name: String, among candidates: [String]) -> String? {
    func pairs(_ text: String) -> Set<[UInt8]> {
      Set(zip(text.utf8, text.utf8.dropFirst()).map { [$0, $1] })
    }
    let target = pairs(name)
    let scored = candidates.prefix(1024).map { candidate in
      let other = pairs(candidate)
      let shared = Double(2 * target.intersection(other).count)
      return (score: shared / Double(max(1, target.count + other.count)), name: candidate)
    }
    return scored.max { $0.score < $1.score }.flatMap { $0.score >= 0.5 ? $0.name : nil }
  }
}
