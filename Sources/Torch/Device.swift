internal import CTorch

/// Where a tensor's memory is and its operators run.
public struct Device: Hashable, Sendable, CustomStringConvertible {
  /// A family of devices.
  public enum Kind: Int32, Sendable, CaseIterable {
    case cpu = 0
    case cuda = 1
    case mps = 13
    /// Shapes without memory: operators compute what shape a result would have.
    case meta = 14
  }

  /// The family.
  public let kind: Kind
  /// Which one of the family, from 0.
  public let index: Int

  /// The processor.
  public static let cpu = Device(kind: .cpu, index: 0)
  /// The device of tensors that have a shape and no memory.
  public static let meta = Device(kind: .meta, index: 0)
  /// The first NVIDIA (or ROCm) GPU.
  public static let cuda = Device.cuda(0)

  /// The GPU of the given number.
  public static func cuda(_ index: Int) -> Device { Device(kind: .cuda, index: index) }

  /// The number of devices of a family that LibTorch can use here.
  public static func count(of kind: Kind) -> Int {
    switch kind {
    case .cpu, .meta: 1
    case .cuda, .mps: ct_device_count(kind.rawValue)
    }
  }

  /// The device of new tensors for which none is named. It is one for the whole process.
  public package(set) static var current: Device {
    get { Device(ct_current_device()) }
    set { ct_set_current_device(newValue.code) }
  }

  /// Parses LibTorch's name of a device, such as `cpu`, `cuda` or `cuda:1`.
  ///
  /// - Throws: `TorchError` if there is no such name, or no such device on this machine.
  public init(parsing name: String) throws {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = Kind.allCases.first(where: { "\($0)" == parts[0] }),
      let index = parts.count == 1 ? 0 : Int(parts[1]), index >= 0
    else {
      throw TorchError("'\(name)' is no device: the names are cpu, cuda, cuda:N, mps, meta")
    }
    let count = Device.count(of: kind)
    guard index < count else {
      var reason = count == 0 ? "LibTorch sees no \(kind) device" : "LibTorch sees \(count) of that kind"
      if kind == .cuda, let problem = LibTorch.cudaProblem { reason += " (\(problem))" }
      throw TorchError("device \(name): \(reason); use cpu, or a LibTorch that supports it")
    }
    self.init(kind: kind, index: index)
  }

  init(kind: Kind, index: Int) {
    self.kind = kind
    self.index = index
  }

  init(_ code: ct_device) {
    guard let kind = Kind(rawValue: code.type) else {
      fatalError("LibTorch's device type \(code.type) is none that Apus knows")
    }
    self.init(kind: kind, index: Int(code.index))
  }

  /// LibTorch's name, such as `cpu` or `cuda:0`.
  public var description: String {
    switch kind {
    case .cpu, .meta, .mps: "\(kind)"
    case .cuda: "cuda:\(index)"
    }
  }

  /// Waits until the device has done everything that it was given. Operators on a GPU return before they are done, so
  /// that whoever measures time must wait.
  public func synchronize() {
    check(ct_synchronize(code))
  }

  @inline(__always)
  var code: ct_device { ct_device(type: kind.rawValue, index: Int32(index)) }
}

extension Device? {
  /// The C side's pair, or its word for "unspecified".
  @inline(__always)
  var code: ct_device { self?.code ?? ct_device(type: CT_NO_DEVICE, index: 0) }
}
