import Foundation
import Sandbox
import Testing

/// What only a sandbox refuses.
@Suite(.serialized, .confined) struct ConfinementTests {
  let sandbox: Sandbox
  let playground: Playground

  init() throws {
    sandbox = try #require(Levels.confined)
    playground = try Playground()
  }

  /// Runs a shell line that must fail in the sandbox although it succeeds without one.
  private func isRefused(_ script: String, _ change: (inout Confinement) -> Void = { _ in }) async throws
    -> Bool
  {
    var confinement = Playground.shell("{ \(script)\n} && exit 0; exit 9")
    change(&confinement)
    return try await sandbox.run(confinement).reason == .exited(code: 9)
  }

  @Test func theProbeReportsWhatItTried() async throws {
    let report = await Sandbox.probe()
    #expect(report.level == sandbox.level)
    #expect(report.items.count == 7 && report.items.allSatisfy { $0.outcome == .refused && $0.remedy == nil })
    #expect(report.launch > .zero)
    let copy = try JSONDecoder().decode(ProbeReport.self, from: JSONEncoder().encode(report))
    #expect(copy == report)
  }

  @Test func theProbeFindsThatNothingIsRefusedWithoutASandbox() async throws {
    let report = await Sandbox.probe(.unconfined)
    #expect(report.level == .limitsOnly)
    let outcomes = report.items.map(\.outcome)
    #expect(outcomes.dropLast().allSatisfy { $0 == .allowed } && outcomes.count == 7, "\(report.lines)")
    #expect(report.items.dropLast().allSatisfy { $0.remedy != nil })
    #expect(report.lines[0].contains("UNCONFINED"))
  }

  @Test(.python) func opensASocket() async throws {
    let listener = try Listener()
    let program =
      "import socket; socket.create_connection(('127.0.0.1', \(listener.port)), 2); print('connected')"
    #expect(try await Sandbox.unconfined.run(Playground.python(program)).tail == ["connected"])
    let confined = try await sandbox.run(Playground.python(program))
    #expect(
      confined.reason == .exited(code: 1) && confined.tail.last?.contains("refused") == true, "\(confined)")
    #expect(listener.connections == 1)
    var open = Playground.python(program)
    open.network = .host
    #expect(try await sandbox.run(open).tail == ["connected"])
  }

  @Test(.python, arguments: ["AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"])
  func opensAnExoticSocket(_ family: String) async throws {
    let report = try await sandbox.run(
      Playground.python(
        "import socket; socket.socket(socket.\(family), socket.SOCK_RAW if '\(family)' != 'AF_VSOCK' else socket.SOCK_STREAM)"
      ))
    #expect(report.tail.last?.contains("not supported") == true, "\(report)")
  }

  @Test func writesOutside() async throws {
    let outside = playground.folder + "/outside"
    _ = try await sandbox.run(
      Playground.shell("echo x > \(outside); mkdir -p \(playground.folder); echo x > \(outside)"))
    #expect(!FileManager.default.fileExists(atPath: outside))
    #expect(try await isRefused("echo x > /usr/apus-was-here"))
    #expect(try await isRefused("echo x > /apus-was-here"))
    #expect(try await isRefused("echo x > /dev/apus-was-here"))
    #expect(try await isRefused("echo x >> /etc/ld.so.cache"))
  }

  @Test func readsASecret() async throws {
    let secret = playground.folder + "/secret"
    try "val.bin".write(toFile: secret, atomically: true, encoding: .utf8)
    #expect(try await isRefused("cat \(secret)"))
    for path in ["/etc/passwd", "/etc/shadow", "/root", "/home", "/var", "/run"] {
      #expect(try await isRefused("ls \(path)"), "\(path)")
    }
    // Listed, it is seen.
    #expect(try await isRefused("cat \(secret)") { $0.readOnlyPaths.append(secret) } == false)
  }

  @Test func theNearestRuleWins() async throws {
    let inner = playground.folder + "/open", deepest = inner + "/closed"
    try FileManager.default.createDirectory(atPath: deepest, withIntermediateDirectories: true)
    func list(_ confinement: inout Confinement) {
      confinement.readOnlyPaths += [playground.folder, deepest]
      confinement.writablePaths = [inner]
    }
    #expect(try await isRefused("echo x > \(playground.folder)/a", list))
    #expect(try await isRefused("echo x > \(deepest)/a", list))
    #expect(try await isRefused("echo x > \(inner)/a", list) == false)
    #expect(FileManager.default.fileExists(atPath: inner + "/a"))
  }

  @Test func changesTheKernelsSettings() async throws {
    // Writing a value back changes nothing where it is not refused; the real root may do it by number alone.
    #expect(try await isRefused("cat /proc/sys/kernel/core_pattern > /proc/sys/kernel/core_pattern"))
    #expect(try await isRefused("echo 0 > /proc/self/oom_score_adj"))
    #expect(
      try await isRefused(
        "find /proc -maxdepth 4 -type f -writable -exec sh -c ': >> {}' \\; -print | grep -q ."))
  }

  @Test func fillsTheMemoryFileSystems() async throws {
    for folder in ["/tmp", "/dev/shm"] {
      let report = try await sandbox.run(
        Playground.shell(
          "echo x > \(folder)/ok && cat /dev/zero > \(folder)/file; wc -c < \(folder)/file",
          limits: Limits(wallClock: .seconds(20), temporaryBytes: 1 << 20)))
      #expect(report.tail.last.flatMap { Int($0) }.map { $0 <= 1 << 20 && $0 > 0 } == true, "\(report)")
    }
  }

  @Test(arguments: [
    "unshare --user true", "unshare --mount true", "mount -t tmpfs none /tmp", "mount -o remount,rw /usr",
    "chroot /usr true", "nsenter -t 1 -m true", "dmesg", "mknod /tmp/sda b 8 0", "hostname other",
    "kill -0 $LAB", "kill -9 $LAB", "cat /proc/$LAB/environ",
  ]) func reachesForPrivileges(_ script: String) async throws {
    #expect(try await isRefused(script) { $0.environment["LAB"] = "\(getpid())" })
  }

  @Test(.python) func callsTheKernelDirectly() async throws {
    // Numbers of x86-64; the last three, newer, are the same everywhere.
    #if arch(x86_64)
      let calls = [
        "ptrace": 101, "bpf": 321, "perf_event_open": 298, "keyctl": 250, "userfaultfd": 323, "unshare": 272,
      ]
    #else
      let calls = [
        "ptrace": 117, "bpf": 280, "perf_event_open": 241, "keyctl": 219, "userfaultfd": 282, "unshare": 97,
      ]
    #endif
    for (name, number) in calls {
      let report = try await sandbox.run(errno(of: "\(number), 0, 0, 0, 0, 0"))
      #expect(report.tail == ["\(EPERM)"], "\(name)")
    }
    for number in [425, 435] {
      let report = try await sandbox.run(errno(of: "\(number), 0, 0, 0, 0, 0"))
      #expect(report.tail == ["\(ENOSYS)"], "\(number)")
    }
    // clone with a new user namespace.
    #if arch(x86_64)
      #expect(try await sandbox.run(errno(of: "56, 0x10000011, 0, 0, 0, 0")).tail == ["\(EPERM)"])
      // The same call through the 32-bit numbers of x32.
      #expect(try await sandbox.run(errno(of: "0x40000000 + 39, 0, 0, 0, 0, 0")).tail == ["\(ENOSYS)"])
    #endif
  }

  private func errno(of call: String) -> Confinement {
    Playground.python(
      """
      import ctypes
      libc = ctypes.CDLL(None, use_errno=True)
      libc.syscall.restype = ctypes.c_long
      print(ctypes.get_errno() if libc.syscall(\(call)) == -1 else 'done')
      """)
  }

  @Test func threadsStillStart() async throws {
    let report = try await sandbox.run(
      Playground.python(
        "import threading; t = threading.Thread(target=print, args=('up',)); t.start(); t.join()"))
    #expect(report.tail == ["up"])
  }

  @Test func devicesOnlyWhenAsked() async throws {
    let kmsg = "/dev/kmsg"
    try #require(FileManager.default.fileExists(atPath: kmsg))
    #expect(try await isRefused("[ -e \(kmsg) ]"))
    #expect(try await isRefused("[ -c \(kmsg) ]") { $0.devices = [kmsg] } == false)
  }
}
