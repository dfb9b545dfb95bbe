#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Launches children at one level of confinement.
public struct Sandbox: Sendable, Equatable {
  /// The level at which every child of this sandbox runs.
  public let level: SandboxLevel
  let bubblewrap: Bubblewrap?

  /// Limits only, no confinement. Say so to the user: ``SandboxLevel/explanation``.
  public static let unconfined = Sandbox(level: .limitsOnly, bubblewrap: nil)

  /// The sandbox that this machine offers by its tools, not yet tried; ``probe()`` tries it.
  static var candidate: Sandbox? {
    #if os(Linux)
      Bubblewrap.installed().map { Sandbox(level: .namespaces, bubblewrap: $0) }
    #elseif os(macOS)
      FileSystem.exists(SeatbeltProfile.executable) ? Sandbox(level: .sandboxExec, bubblewrap: nil) : nil
    #else
      nil
    #endif
  }

  /// The strongest sandbox that holds what it promises here, found by trying it.
  /// - Parameter allowUnconfined: Whether limits alone are acceptable where nothing confines.
  /// - Throws: ``SandboxError/unavailable(_:)`` when nothing confines and that was not allowed.
  public static func strongest(allowUnconfined: Bool = false) async throws(SandboxError) -> Sandbox {
    let report = await probe()
    if report.level.confines, let sandbox = candidate { return sandbox }
    if allowUnconfined { return unconfined }
    let failed = report.items.first { $0.outcome != .refused }
    throw .unavailable(failed.map { "\($0.attempt): \($0.detail)" } ?? "none is installed")
  }

  /// Starts a child. It runs in a session of its own, sees none of the parent's descriptors but those asked
  /// for, and dies with the parent, however that ends.
  ///
  /// Blocks for some milliseconds, until the program runs or has failed to.
  public func launch(_ confinement: Confinement) throws(SandboxError) -> ChildProcess {
    try validate(confinement)
    return try ChildMonitor.start(confinement, in: self)
  }

  private func validate(_ confinement: Confinement) throws(SandboxError) {
    let paths = confinement.readOnlyPaths + confinement.writablePaths + confinement.devices
    let places = [confinement.executable, confinement.workingDirectory] + paths
    for path in places where !path.hasPrefix("/") {
      throw .invalid("\(path.debugDescription) is not an absolute path")
    }
    for text in places + confinement.arguments + confinement.environment.flatMap({ [$0.key, $0.value] })
    where text.utf8.contains(0) {
      throw .invalid("\(text.debugDescription) holds a zero byte")
    }
    for path in paths where !FileSystem.exists(path) { throw .invalid("\(path) does not exist") }
    if let twice = Set(confinement.readOnlyPaths).intersection(confinement.writablePaths).min() {
      throw .invalid("\(twice) is both read-only and writable")
    }
    for name in confinement.environment.keys where name.isEmpty || name.utf8.contains(UInt8(ascii: "=")) {
      throw .invalid("\(name.debugDescription) is no name for an environment variable")
    }
    for number in confinement.descriptors.keys where !(4...15).contains(number) {
      throw .invalid("descriptor \(number) is not between 4 and 15")
    }
    // PDEATHSIG and the pipes cost a handful of descriptors before the command's first.
    if let files = confinement.limits.openFiles, files < 64 {
      throw .invalid("\(files) open files are too few; 64 is the least")
    }
  }
}
