/// The profile for macOS's `sandbox-exec` (SBPL): deny by default, then what the confinement lists.
enum SeatbeltProfile {
  /// Its program.
  static let executable = "/usr/bin/sandbox-exec"

  /// The text for one confinement. Later rules win, so folders come before what lies in them.
  static func text(for confinement: Confinement) -> String {
    var lines = [
      "(version 1)", "(deny default)",
      "(allow process-fork)", "(allow process-exec)", "(allow signal (target same-sandbox))",
      "(allow sysctl-read)", "(allow mach-lookup (global-name \"com.apple.system.opendirectoryd.libinfo\"))",
      "(allow file-read-metadata)",
      "(allow file-read* (subpath \"/System\") (subpath \"/Library/Developer\") (literal \"/\"))",
      "(allow file-read* file-write* (literal \"/dev/null\") (literal \"/dev/zero\") (literal \"/dev/urandom\"))",
    ]
    let readOnly = confinement.readOnlyPaths.map { ($0, false) }
    let writable = confinement.writablePaths.map { ($0, true) }
    for (path, canWrite) in (readOnly + writable).sorted(by: { $0.0.utf8.count < $1.0.utf8.count }) {
      lines.append("(allow file-read* (subpath \(quoted(path))))")
      lines.append("(\(canWrite ? "allow" : "deny") file-write* (subpath \(quoted(path))))")
    }
    for device in confinement.devices.sorted() {
      lines.append("(allow file-read* file-write* file-ioctl (literal \(quoted(device))))")
    }
    if confinement.network == .host { lines.append("(allow network*)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The command line that runs a confinement under its profile.
  static func arguments(for confinement: Confinement) -> [String] {
    [executable, "-p", text(for: confinement), confinement.executable] + confinement.arguments
  }

  private static func quoted(_ path: String) -> String {
    "\"" + path.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }.joined() + "\""
  }
}
