import CSandbox

/// How bubblewrap is told of a confinement.
struct Bubblewrap: Sendable, Equatable {
  /// Its program.
  let executable: String

  /// The first one on the usual paths.
  static func installed() -> Bubblewrap? {
    ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"].first(where: FileSystem.exists)
      .map(Bubblewrap.init(executable:))
  }

  /// Descriptors under which bubblewrap reads and reports, above those that a child may have.
  enum Channel {
    static let status: Int32 = 16
    static let options: Int32 = 17
    static let filter: Int32 = 18
  }

  /// The command line proper. Everything else goes through ``Channel/options``, where no other user's `ps`
  /// sees the environment.
  func arguments(for confinement: Confinement) -> [String] {
    [executable, "--args", "\(Channel.options)", "--", confinement.executable] + confinement.arguments
  }

  /// The options for one confinement, bwrap(1).
  func options(for confinement: Confinement, filtered: Bool) -> [String] {
    var options = [
      "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
      "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL", "--hostname", "apus",
      "--json-status-fd", "\(Channel.status)",
    ]
    if confinement.network == .none { options.append("--unshare-net") }
    if filtered { options += ["--seccomp", "\(Channel.filter)"] }
    options += ["--proc", "/proc", "--dev", "/dev"]
    // tmpfs before what may lie under it. They hold memory that belongs to no process, so they are sized.
    let size = "\(max(confinement.limits.temporaryBytes, 4096))"
    options += ["--perms", "1777", "--size", size, "--tmpfs", "/tmp"]
    options += ["--perms", "1777", "--size", size, "--tmpfs", "/dev/shm"]
    for (path, mode) in Self.mounts(of: confinement) {
      // /bin and its like are links into /usr on most systems; a bind would copy the folder's view instead.
      if mode == "--ro-bind", let target = FileSystem.linkTarget(path), Self.isSystemLink(path) {
        options += ["--symlink", target, path]
      } else {
        options += [mode, path, path]
      }
    }
    for device in confinement.devices.sorted() { options += ["--dev-bind", device, device] }
    // The skeleton is made by now. Left writable, / and /dev would be memory without a limit, and /proc/sys
    // would obey a child of the real root: it tests the user's number there, not a capability.
    options += ["--remount-ro", "/dev", "--remount-ro", "/proc", "--remount-ro", "/"]
    for (name, value) in confinement.environment.sorted(by: { $0.key < $1.key }) {
      options += ["--setenv", name, value]
    }
    return options + ["--chdir", confinement.workingDirectory]
  }

  /// Every path with its option, a folder before what lies in it, so that the nearest rule wins.
  private static func mounts(of confinement: Confinement) -> [(path: String, mode: String)] {
    let readOnly = confinement.readOnlyPaths.map { ($0, "--ro-bind") }
    let writable = confinement.writablePaths.map { ($0, "--bind") }
    return (readOnly + writable).sorted { $0.0.utf8.count < $1.0.utf8.count }
  }

  private static func isSystemLink(_ path: String) -> Bool {
    ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"].contains(path)
  }

  /// The seccomp program; empty where this architecture has none.
  static func filter(for network: Confinement.Network) -> [UInt8] {
    let allow = network == .host ? Int32(CSANDBOX_ALLOW_NETLINK) : 0
    return [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = csandbox_seccomp_program(allow, buffer.baseAddress, buffer.count)
    }
  }
}
