import Foundation
import Sandbox
import Testing

/// Children that misbehave under limits alone or confined.
@Suite(.serialized) struct AttackTests {
  @Test(arguments: Levels.all) func sleepsPastTheClock(_ sandbox: Sandbox) async throws {
    let mark = Playground.mark()
    let limits = Limits(wallClock: .milliseconds(300), grace: .seconds(5))
    let report = try await sandbox.run(Playground.shell("sleep \(mark)", limits: limits))
    #expect(report.reason == .wallClock(limit: .milliseconds(300)))
    #expect(report.wall >= .milliseconds(300))
    #expect(Playground.processes(marked: mark).isEmpty)
  }

  @Test(arguments: Levels.all) func tidiesUpWithinTheGrace(_ sandbox: Sandbox) async throws {
    let limits = Limits(wallClock: .milliseconds(300), grace: .seconds(20))
    let report = try await sandbox.run(
      Playground.shell("trap 'echo tidy; exit 0' TERM; while :; do sleep 0.05; done", limits: limits))
    #expect(report.reason == .wallClock(limit: .milliseconds(300)))
    #expect(report.tail.contains("tidy"))
  }

  @Test(arguments: Levels.all) func ignoresSIGTERM(_ sandbox: Sandbox) async throws {
    let mark = Playground.mark()
    let limits = Limits(wallClock: .milliseconds(200), grace: .milliseconds(200))
    let script = "trap '' TERM HUP INT; sleep \(mark); sleep \(mark); while :; do :; done"
    let report = try await sandbox.run(Playground.shell(script, limits: limits))
    #expect(report.reason == .wallClock(limit: .milliseconds(200)))
    #expect(Playground.processes(marked: mark).isEmpty)
  }

  @Test(.python, arguments: Levels.all) func allocatesWithoutEnd(_ sandbox: Sandbox) async throws {
    var limits = Limits(residentBytes: 200 << 20, wallClock: .seconds(20))
    limits.grace = .zero
    let report = try await sandbox.run(
      Playground.python("a = []\nwhile True: a.append(bytearray(b'x') * (1 << 20))", limits: limits))
    guard case .memory(let bytes) = report.reason else {
      Issue.record("\(report)")
      return
    }
    #expect(bytes > 200 << 20)
  }

  @Test(.python, arguments: Levels.all) func memoryOfTheWholeTreeCounts(_ sandbox: Sandbox) async throws {
    let program = """
      import os, time
      for _ in range(4):
          if os.fork() == 0:
              block = bytearray(b'x') * (60 << 20)
              time.sleep(30)
      time.sleep(30)
      """
    let report = try await sandbox.run(
      Playground.python(
        program, limits: Limits(residentBytes: 150 << 20, wallClock: .seconds(20), grace: .zero)))
    guard case .memory = report.reason else {
      Issue.record("\(report)")
      return
    }
  }

  @Test(.python, arguments: Levels.all) func memorySharedByForksCountsOnce(_ sandbox: Sandbox) async throws {
    let program = """
      import os, time
      block = bytearray(b'x') * (60 << 20)
      for _ in range(4):
          if os.fork() == 0:
              time.sleep(0.6)
              os._exit(0)
      time.sleep(0.6)
      """
    let report = try await sandbox.run(
      Playground.python(
        program, limits: Limits(residentBytes: 150 << 20, wallClock: .seconds(20), grace: .zero)))
    #expect(report.reason.isSuccess, "\(report)")
  }

  @Test(arguments: Levels.all) func forksEndlessly(_ sandbox: Sandbox) async throws {
    let mark = Playground.mark()
    let limits = Limits(wallClock: .seconds(20), processes: 40, grace: .zero)
    let report = try await sandbox.run(
      Playground.shell("bomb() { sleep \(mark) & bomb & bomb & wait; }; bomb", limits: limits))
    guard case .processes(let count) = report.reason else {
      Issue.record("\(report)")
      return
    }
    #expect(count > 40)
    #expect(Playground.processes(marked: mark).isEmpty)
  }

  @Test(arguments: Levels.all) func doubleForksAndDetaches(_ sandbox: Sandbox) async throws {
    let mark = Playground.mark()
    let script =
      "(trap '' HUP TERM; setsid sh -c 'setsid sleep \(mark) >/dev/null 2>&1 </dev/null 3>&- &' &) ; sleep 0.1; exit 3"
    let report = try await sandbox.run(Playground.shell(script))
    #expect(report.reason == .exited(code: 3))
    #expect(Playground.processes(marked: mark).isEmpty)
  }

  @Test(arguments: Levels.all) func floodsItsOutput(_ sandbox: Sandbox) async throws {
    let playground = try Playground()
    var confinement = Playground.shell(
      "yes flood",
      limits: Limits(wallClock: .seconds(60), outputBytes: 10_000, floodBytes: 50 << 20, grace: .zero))
    confinement.logPath = playground.folder + "/log"
    let report = try await sandbox.run(confinement)
    guard case .outputFlood(let bytes) = report.reason else {
      Issue.record("\(report)")
      return
    }
    #expect(bytes > 50 << 20 && report.outputTruncated)
    let size = try FileManager.default.attributesOfItem(atPath: playground.folder + "/log")[.size] as? Int
    #expect(size == 10_000)
    #expect(report.tail.allSatisfy { "flood".hasSuffix($0) } && report.tail.count <= 64)
  }

  @Test(arguments: Levels.all) func outputBeyondTheLogIsOnlyDropped(_ sandbox: Sandbox) async throws {
    let playground = try Playground()
    var confinement = Playground.shell(
      "yes line | head -n 5000; printf 'the \\033[2Jend\\n'",
      limits: Limits(wallClock: .seconds(60), outputBytes: 100))
    confinement.logPath = playground.folder + "/log"
    let report = try await sandbox.run(confinement)
    #expect(report.reason.isSuccess && report.outputTruncated && report.outputBytes == 25_012, "\(report)")
    #expect(report.tail.last == "the [2Jend")
  }

  @Test(arguments: Levels.all) func aLogThatIsALinkIsRefused(_ sandbox: Sandbox) throws {
    let playground = try Playground()
    let victim = playground.folder + "/victim"
    try "precious".write(toFile: victim, atomically: true, encoding: .utf8)
    try FileManager.default.createSymbolicLink(
      atPath: playground.folder + "/log", withDestinationPath: victim)
    var confinement = Playground.shell("echo gone")
    confinement.logPath = playground.folder + "/log"
    #expect(throws: SandboxError.self) { try sandbox.launch(confinement) }
    #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
  }

  @Test(arguments: Levels.all) func closesItsEventsAndGoesOn(_ sandbox: Sandbox) async throws {
    var confinement = Playground.shell("echo first >&3; exec 3>&-; sleep 0.2; echo late; exit 4")
    confinement.reportsEvents = true
    let child = try sandbox.launch(confinement)
    var events: [String] = []
    for await line in child.events { events.append(line) }
    #expect(events == ["first"])
    #expect(await child.wait().reason == .exited(code: 4))
  }

  @Test(arguments: Levels.all) func sendsHostileEvents(_ sandbox: Sandbox) async throws {
    let script =
      "printf 'a\\377b\\n' >&3; head -c 300000 /dev/zero | tr '\\0' x >&3; printf '\\nok\\n\\n' >&3; printf cut >&3"
    var confinement = Playground.shell(script)
    confinement.reportsEvents = true
    confinement.limits.eventLineBytes = 1000
    let child = try sandbox.launch(confinement)
    var events: [String] = []
    for await line in child.events { events.append(line) }
    #expect(events == ["a\u{FFFD}b", "ok", ""])
    #expect(await child.wait().droppedEvents == 2)
  }

  @Test(arguments: Levels.all) func floodsItsEvents(_ sandbox: Sandbox) async throws {
    // Ten megabytes of lines while nobody reads: the child waits, nothing is lost, memory stays bounded.
    var confinement = Playground.shell("yes 123456789 | head -n 1000000 >&3")
    confinement.reportsEvents = true
    let child = try sandbox.launch(confinement)
    try await Task.sleep(for: .milliseconds(200))
    var count = 0
    for await line in child.events {
      count += 1
      if line != "123456789" { Issue.record("\(line)") }
    }
    #expect(count == 1_000_000)
    #expect(await child.wait().reason.isSuccess)
  }

  @Test(arguments: Levels.all) func writesAFileThatIsTooLarge(_ sandbox: Sandbox) async throws {
    let playground = try Playground()
    var confinement = Playground.shell("exec head -c 4000000 /dev/zero > \(playground.folder)/file")
    confinement.writablePaths = [playground.folder]
    confinement.limits.fileBytes = 1 << 20
    #expect(try await sandbox.run(confinement).reason == .signalled(SIGXFSZ))
    let size = try FileManager.default.attributesOfItem(atPath: playground.folder + "/file")[.size] as? Int
    #expect(size == 1 << 20)
  }

  @Test(arguments: Levels.all) func spendsItsProcessorTime(_ sandbox: Sandbox) async throws {
    let limits = Limits(wallClock: .seconds(20), processorTime: .seconds(1), grace: .zero)
    #expect(
      try await sandbox.run(Playground.shell("while :; do :; done", limits: limits)).reason
        == .signalled(SIGKILL))
  }

  @Test(arguments: Levels.all) func cancellingTheTaskEndsTheChild(_ sandbox: Sandbox) async throws {
    let mark = Playground.mark()
    let child = try sandbox.launch(Playground.shell("sleep \(mark)", limits: Limits()))
    let task = Task { await child.wait() }
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    #expect(await task.value.reason == .cancelled)
    #expect(Playground.processes(marked: mark).isEmpty)
  }

  @Test(arguments: Levels.all) func aDroppedHandleEndsTheChild(_ sandbox: Sandbox) async throws {
    let mark = Playground.mark()
    _ = try sandbox.launch(Playground.shell("sleep \(mark)", limits: Limits(grace: .zero)))
    for _ in 0..<500 where !Playground.processes(marked: mark).isEmpty {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(Playground.processes(marked: mark).isEmpty)
  }

  @Test(arguments: Levels.all) func theClockCanStartLater(_ sandbox: Sandbox) async throws {
    let child = try sandbox.launch(
      Playground.shell("sleep \(Playground.mark())", limits: Limits(wallClock: .seconds(60))))
    child.limitWallClock(to: .milliseconds(200))
    #expect(await child.wait().reason == .wallClock(limit: .milliseconds(200)))
  }

  @Test(arguments: ["confined", "unconfined"]) func nothingSurvivesAKilledParent(_ kind: String) async throws
  {
    guard kind == "unconfined" || Levels.confined != nil else { return }
    let playground = try Playground()
    let mark = Playground.mark()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [kind = kind as String, mark = mark as String, folder = playground.folder as String] in
      let sandbox = kind == "confined" ? try await Sandbox.strongest() : .unconfined
      var confinement = Playground.shell(
        "trap '' TERM HUP; setsid sleep \(mark) & (setsid sh -c 'sleep \(mark) &' &); sleep 0.2; echo up >&3; sleep \(mark)",
        limits: Limits())
      confinement.reportsEvents = true
      confinement.logPath = folder + "/log"
      let child = try sandbox.launch(confinement)
      for await _ in child.events { break }
      let count = Playground.processes(marked: mark).count
      try "\(count)".write(toFile: folder + "/count", atomically: true, encoding: .utf8)
      kill(getpid(), SIGKILL)
    }
    let count = try Int(String(contentsOfFile: playground.folder + "/count", encoding: .utf8)) ?? 0
    #expect(count >= 2, "the two that detached were up")
    for _ in 0..<500 where !Playground.processes(marked: mark).isEmpty {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(Playground.processes(marked: mark).isEmpty)
  }
}
