#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Sandbox {
  /// Runs a child that tries what a sandbox must refuse, and reports what happened. A version string or the
  /// presence of a tool proves nothing: distributions and containers forbid namespaces in many ways.
  public static func probe() async -> ProbeReport {
    guard let sandbox = candidate else {
      return ProbeReport.without(
        "no sandbox program is installed",
        remedy: "install bubblewrap 0.7 or newer (apt install bubblewrap, dnf install bubblewrap)")
    }
    return await probe(sandbox)
  }

  /// The same for a given sandbox; with ``unconfined`` it shows what a child can do without one.
  package static func probe(_ sandbox: Sandbox) async -> ProbeReport {
    do throws(SandboxError) {
      return try await Probe(sandbox).report()
    } catch {
      return ProbeReport.without(
        "\(error)", remedy: "check that /tmp can be written and that processes can be started")
    }
  }
}

extension ProbeReport {
  fileprivate static func without(_ detail: String, remedy: String) -> ProbeReport {
    ProbeReport(
      level: .limitsOnly,
      items: [Item(attempt: "start a confined child", outcome: .untried, detail: detail, remedy: remedy)],
      launch: .zero)
  }
}

/// One run of the attempts.
private struct Probe {
  let sandbox: Sandbox
  let stage: ProbeStage

  init(_ sandbox: Sandbox) throws(SandboxError) {
    self.sandbox = sandbox
    stage = try ProbeStage()
  }

  func report() async throws(SandboxError) -> ProbeReport {
    let shell = FileSystem.exists("/bin/bash") ? "/bin/bash" : "/bin/sh"
    let child = try sandbox.launch(
      Confinement(
        executable: shell, arguments: ["-c", Self.script, "probe"],
        environment: [
          "PATH": "/usr/bin:/bin", "SECRET": stage.secretPath, "OUTSIDE": stage.outsidePath,
          "READONLY": stage.readOnlyFolder, "PORT": "\(stage.port)", "MARK": stage.mark,
          "LAB": "\(getpid())",
        ],
        readOnlyPaths: Confinement.systemPaths + [stage.readOnlyFolder], reportsEvents: true,
        limits: Limits(wallClock: .seconds(10), grace: .zero)))
    var answers: [String: String] = [:]
    for await line in child.events {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      if let name = parts.first { answers[name] = parts.count > 1 ? parts[1] : "" }
    }
    let exit = await child.wait()
    guard exit.reason.isSuccess, answers["end"] != nil else {
      return ProbeReport.without(Self.cause(of: exit), remedy: Self.remedy(for: exit))
    }
    let items = [
      network(answers), outsideWrite(answers), readOnlyWrite(answers), secret(answers), processes(answers),
      privileges(answers), survivor(),
    ]
    let holds = sandbox.level.confines && items.allSatisfy { $0.outcome == .refused }
    return ProbeReport(level: holds ? sandbox.level : .limitsOnly, items: items, launch: exit.wall)
  }

  // Each attempt answers with its name and what the child saw. The last word shows that none was skipped.
  private static let script = """
    say() { echo "$@" >&3; }
    exec 2>/dev/null
    if [ -n "$BASH_VERSION" ]; then
      if (exec 9<>"/dev/tcp/127.0.0.1/$PORT"); then say network connected; else say network refused; fi
    else say network untried; fi
    say interfaces "$(readlink /proc/self/ns/net)"
    if (echo probe > "$OUTSIDE"); then say outside written; else say outside refused; fi
    if (echo probe > "$READONLY/written"); then say readonly written; else say readonly refused; fi
    say secret "$(cat "$SECRET")"
    n=0; for p in /proc/[0-9]*; do n=$((n + 1)); done; say processes "$n"
    say lab "$(cat "/proc/$LAB/stat")"
    say status $(grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status)
    (trap '' TERM HUP; exec 3>&-; PROBE_MARK="$MARK" exec setsid sleep 300) &
    say end
    """

  private func item(_ attempt: String, refused: Bool?, _ detail: String, remedy: String) -> ProbeReport.Item {
    let outcome: ProbeReport.Outcome = refused.map { $0 ? .refused : .allowed } ?? .untried
    return .init(
      attempt: attempt, outcome: outcome, detail: detail, remedy: outcome == .refused ? nil : remedy)
  }

  private func network(_ answers: [String: String]) -> ProbeReport.Item {
    // The listener's own view counts, not only what the child says. A bash may have been built without
    // sockets, so that it fails for another reason: the namespace must differ as well.
    let own = FileSystem.linkTarget("/proc/self/ns/net")
    let connected = stage.wasConnected() || answers["network"] == "connected"
    let tried = connected || answers["network"] == "refused" && (own == nil || own != answers["interfaces"])
    return item(
      "connect to the host", refused: tried ? !connected : nil,
      connected
        ? "a port of the host answered"
        : tried ? "the host's ports are out of reach" : "bash is missing or has no sockets",
      remedy: tried ? "network namespaces are not in force: \(Self.namespaceAdvice)" : "install bash")
  }

  private func outsideWrite(_ answers: [String: String]) -> ProbeReport.Item {
    // A write that ends in the sandbox's own memory may succeed; what counts is the file outside.
    let written = answers["outside"] == nil || FileSystem.exists(stage.outsidePath)
    return item(
      "write an unlisted file", refused: !written, written ? "the file was written" : "no file came about",
      remedy: "mount namespaces are not in force: \(Self.namespaceAdvice)")
  }

  private func readOnlyWrite(_ answers: [String: String]) -> ProbeReport.Item {
    let written = answers["readonly"] != "refused" || FileSystem.exists(stage.readOnlyFolder + "/written")
    return item(
      "write to a read-only folder", refused: !written,
      written ? "the file was written" : "no file came about",
      remedy: "read-only binds are not in force: \(Self.namespaceAdvice)")
  }

  private func secret(_ answers: [String: String]) -> ProbeReport.Item {
    let read = answers["secret"]?.contains(stage.mark) != false
    return item(
      "read an unlisted file", refused: !read, read ? "its text was read" : "its text stayed hidden",
      remedy: "mount namespaces are not in force: \(Self.namespaceAdvice)")
  }

  private func processes(_ answers: [String: String]) -> ProbeReport.Item {
    #if os(Linux)
      // A process of the namespace may bear the lab's number, but not its name and start as well.
      let seen = answers["lab"].map { ProbeStage.identity(in: Array($0.utf8)) }
      let own = FileSystem.read("/proc/self/stat", limit: 4096).flatMap(ProbeStage.identity)
      return item(
        "see the lab's process", refused: own == nil || seen == nil ? nil : seen != own,
        "the child saw \(answers["processes"] ?? "?") processes",
        remedy: "process namespaces are not in force: \(Self.namespaceAdvice)")
    #else
      return item(
        "see the lab's process", refused: true, "this system shows no process files", remedy: "")
    #endif
  }

  private func privileges(_ answers: [String: String]) -> ProbeReport.Item {
    #if os(Linux)
      let status = (answers["status"] ?? "").split(whereSeparator: { $0 == " " || $0 == "\t" }).map(
        String.init)
      func value(_ name: String) -> String? {
        status.firstIndex(of: name).flatMap { status.indices.contains($0 + 1) ? status[$0 + 1] : nil }
      }
      let filtered = Bubblewrap.filter(for: .none).isEmpty || value("Seccomp:") == "2"
      let none = value("CapEff:").map { $0.allSatisfy { $0 == "0" } } ?? false
      let bound = value("NoNewPrivs:") == "1"
      return item(
        "hold or gain privileges", refused: filtered && none && bound,
        "capabilities \(none ? "none" : "some"), new privileges \(bound ? "barred" : "possible"), "
          + "system calls \(filtered ? "filtered" : "unfiltered")",
        remedy: "capabilities or the system-call filter are not in force: \(Self.namespaceAdvice)")
    #else
      return item("hold or gain privileges", refused: true, "kept by the profile", remedy: "")
    #endif
  }

  private func survivor() -> ProbeReport.Item {
    let survivors = stage.marked()
    for pid in survivors { kill(pid, SIGKILL) }
    return item(
      "outlive the command", refused: survivors.isEmpty,
      survivors.isEmpty ? "a detached process died with it" : "process \(survivors[0]) was still there",
      remedy: "stray processes must be ended by hand after each experiment")
  }

  private static func cause(of exit: ExitReport) -> String {
    if case .sandboxFailed(let why) = exit.reason { return why }
    return "\(exit.reason)" + (exit.tail.last.map { " (\($0))" } ?? "")
  }

  private static func remedy(for exit: ExitReport) -> String {
    let text = exit.tail.joined(separator: " ")
    if text.contains("Unknown option") { return "bubblewrap is too old: install 0.7 or newer" }
    return namespaceAdvice
  }

  private static let namespaceAdvice =
    "allow user namespaces: on Ubuntu 24.04 and newer `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, "
    + "in Docker `--security-opt seccomp=unconfined --cap-add SYS_ADMIN`"
}
