/// A place in an experiment file where a value may be searched for: `let depth = knob(4, in: 1...12)`.
public struct Knob: Sendable, Hashable {
  /// The kind of device whose default a declaration can set apart: `knob(cpu: 4, gpu: 8, in: 1...24)`.
  public enum Device: String, Sendable, Hashable, CaseIterable, Codable {
    /// Training on processor cores.
    case cpu
    /// Training on an accelerator.
    case gpu
  }

  /// The name of the constant.
  public let name: String
  /// What it may be.
  public let domain: KnobDomain
  /// The line of the declaration, from 1.
  public let line: Int

  /// What the file says now where it trains on processor cores.
  let cpu: Literal
  /// What it says for an accelerator: the same literal in a plain declaration.
  let gpu: Literal

  /// A literal and where it stands.
  struct Literal: Sendable, Hashable {
    var value: KnobValue
    /// Offsets in the UTF-8 of the source.
    var bytes: Range<Int>
  }

  /// The value that the file gives on a device.
  public func value(on device: Device) -> KnobValue { literal(on: device).value }

  func literal(on device: Device) -> Literal {
    switch device {
    case .cpu: cpu
    case .gpu: gpu
    }
  }
}
