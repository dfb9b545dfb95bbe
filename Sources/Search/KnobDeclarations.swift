/// Finds the knobs that an experiment file declares, and writes new values into it.
///
/// A declaration is ordinary Swift that also runs:
///
///     let depth = knob(4, in: 1...12)
///     let width = knob(cpu: 128, gpu: 512, in: 64...1024, step: 64)
///     let matrixLR = knob(0.04, in: 0.005...0.2, .log)
///     let pattern = knob("SSSL", of: ["L", "SL", "SSSL"])
///     let tied = knob(false)
public enum KnobDeclarations {
  /// The knobs of a file, in its order.
  ///
  /// - Throws: `KnobError.malformed` with every declaration that cannot be read.
  public static func parse(source: String) throws(KnobError) -> [Knob] {
    var parser = KnobParser(source: source)
    return try parser.parse()
  }

  /// The source with other values in the place of the knobs' literals, and every other byte as it was. A
  /// literal that has the wanted value already stays as it is written.
  ///
  /// - Parameters:
  ///   - assignment: values by name; knobs that it does not name keep theirs.
  ///   - device: whose literal to replace where a declaration has one for each device.
  /// - Throws: `KnobError` for a malformed file, an unknown name, or a value that is not allowed.
  public static func edit(
    _ source: String, assigning assignment: Assignment, on device: Knob.Device = .cpu
  ) throws(KnobError) -> String {
    let knobs = try parse(source: source)
    var edits: [(bytes: Range<Int>, text: String)] = []
    for (name, value) in assignment.sorted(by: { $0.key < $1.key }) {
      guard let knob = knobs.first(where: { $0.name == name }) else {
        throw .unknown(name: name, known: knobs.map(\.name))
      }
      guard let value = knob.domain.normalized(value) else {
        throw .outOfRange(name: name, value: value, domain: knob.domain)
      }
      let literal = knob.literal(on: device)
      if literal.value != value {
        edits.append((literal.bytes, value.description))
      }
    }
    var bytes = Array(source.utf8)
    for edit in edits.sorted(by: { $0.bytes.lowerBound > $1.bytes.lowerBound }) {
      bytes.replaceSubrange(edit.bytes, with: edit.text.utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
