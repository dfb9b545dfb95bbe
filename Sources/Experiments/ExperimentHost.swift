import Sandbox

/// What a machine gives to experiments' programs: where their libraries lie, and how much they may use.
public struct ExperimentHost: Codable, Sendable {
  /// The shim over LibTorch, `libctorch.so`.
  public var ctorch: String
  /// Files and folders that a program needs to start: `libLab.so`, the Swift runtime, LibTorch's libraries.
  public var libraries: [String]
  /// Device nodes of accelerators.
  public var devices: [String]
  /// Further environment, such as `ONEDNN_MAX_CPU_ISA`.
  public var environment: [String: String]
  /// Resident bytes that a program may use.
  public var memoryLimit: Int
  /// Whether to go on where no sandbox can be had.
  public var allowUnconfined: Bool

  /// Puts one together from its parts.
  public init(
    ctorch: String, libraries: [String], devices: [String] = [], environment: [String: String] = [:],
    memoryLimit: Int, allowUnconfined: Bool = false
  ) {
    self.ctorch = ctorch
    self.libraries = libraries
    self.devices = devices
    self.environment = environment
    self.memoryLimit = memoryLimit
    self.allowUnconfined = allowUnconfined
  }
}
