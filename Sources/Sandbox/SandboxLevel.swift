/// How far a child is kept apart.
public enum SandboxLevel: String, Sendable, Codable, CaseIterable {
  /// Linux namespaces through bubblewrap, no capabilities, a system-call filter: no network, no other
  /// process, no file but those listed.
  case namespaces
  /// macOS `sandbox-exec` with a profile that denies by default.
  case sandboxExec
  /// Limits only: the child can read and write whatever its user can. Never chosen unasked.
  case limitsOnly

  /// Whether files and network are refused at this level.
  public var confines: Bool { self != .limitsOnly }

  /// One line for a person.
  public var explanation: String {
    switch self {
    case .namespaces: "namespaces (bubblewrap): no network, no other processes, only the listed files"
    case .sandboxExec: "sandbox-exec: no network, only the listed files"
    case .limitsOnly: "UNCONFINED: time and memory limits only; a child can read and write what you can"
    }
  }
}
