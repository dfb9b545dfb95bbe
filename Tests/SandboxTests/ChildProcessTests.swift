import Foundation
import Sandbox
import Testing

@Suite(.serialized) struct ChildProcessTests {
  @Test(arguments: Levels.all) func anOrdinaryChild(_ sandbox: Sandbox) async throws {
    let playground = try Playground()
    var confinement = Playground.shell(
      "echo out; echo err >&2; echo one >&3; echo two >&3; read line; echo $line >&3; exit 7")
    confinement.input = .pipe
    confinement.reportsEvents = true
    confinement.logPath = playground.folder + "/log"
    let child = try sandbox.launch(confinement)
    #expect(child.level == sandbox.level)
    try await child.writeToInput("three\n".utf8)
    child.closeInput()
    var events: [String] = []
    for await line in child.events { events.append(line) }
    let report = await child.wait()
    #expect(report.reason == .exited(code: 7))
    #expect(events == ["one", "two", "three"])
    #expect(report.tail == ["out", "err"])
    #expect(report.outputBytes == 8 && !report.outputTruncated && report.droppedEvents == 0)
    #expect(try String(contentsOfFile: playground.folder + "/log", encoding: .utf8) == "out\nerr\n")
    // Asked twice it says the same.
    #expect(await child.wait() == report)
  }

  @Test(arguments: Levels.all) func theEnvironmentIsExact(_ sandbox: Sandbox) async throws {
    var confinement = Playground.shell("")
    confinement.executable = "/usr/bin/env"
    confinement.arguments = []
    confinement.environment = ["ONE": "1", "TWO": "a b=c\n#"]
    confinement.workingDirectory = "/usr"
    let report = try await sandbox.run(confinement)
    #expect(Set(report.tail).subtracting(["PWD=/usr"]) == ["ONE=1", "TWO=a b=c", "#"])
  }

  @Test(arguments: Levels.all) func onlyListedDescriptorsArrive(_ sandbox: Sandbox) async throws {
    // Opened without close-on-exec, as a careless library would.
    let stray = open("/dev/null", O_RDONLY)
    let given = open("/dev/zero", O_RDONLY | O_CLOEXEC)
    defer {
      close(stray)
      close(given)
    }
    var confinement = Playground.shell("for fd in /proc/self/fd/*; do echo ${fd##*/} $(readlink $fd); done")
    confinement.descriptors = [5: given]
    let report = try await sandbox.run(confinement)
    // The shell's own look at the folder is there while it lists, and has no target afterwards.
    let numbers = report.tail.map { $0.split(separator: " ") }.filter { $0.count > 1 }.map { String($0[0]) }
    #expect(numbers == ["0", "1", "2", "5"], "\(report.tail)")
    #expect(report.tail.contains("5 /dev/zero"))
  }

  @Test(arguments: Levels.all) func aSignalIsNamed(_ sandbox: Sandbox) async throws {
    #expect(try await sandbox.run(Playground.shell("kill -SEGV $$")).reason == .signalled(SIGSEGV))
  }

  @Test func whatCannotStartSaysSo() async throws {
    for sandbox in Levels.all {
      var confinement = Playground.shell("")
      confinement.executable = "/usr/bin/no-such-program"
      do {
        let report = try await sandbox.run(confinement)
        guard case .sandboxFailed(let why) = report.reason else {
          Issue.record("\(report.reason)")
          continue
        }
        #expect(why.contains("no-such-program"))
      } catch SandboxError.launch(let executable, let step, let code) {
        #expect(executable == confinement.executable && step == "exec" && code == ENOENT)
      }
    }
  }

  @Test(arguments: [
    ("readOnlyPaths", "/no/such/folder"), ("writablePaths", "relative"), ("workingDirectory", "relative"),
    ("environment", "A=B"), ("descriptors", "3"), ("both", "/usr"), ("zero", "a\0b"),
    ("log", "/no/such/folder/log"),
  ])
  func aContradictionIsRefusedBeforeAnythingRuns(_ field: String, _ value: String) throws {
    var confinement = Playground.shell("")
    switch field {
    case "readOnlyPaths": confinement.readOnlyPaths.append(value)
    case "writablePaths": confinement.writablePaths.append(value)
    case "workingDirectory": confinement.workingDirectory = value
    case "environment": confinement.environment[value] = ""
    case "descriptors": confinement.descriptors[3] = 0
    case "both": confinement.writablePaths.append(value)
    case "zero": confinement.arguments.append(value)
    default: confinement.logPath = value
    }
    #expect {
      try Sandbox.unconfined.launch(confinement)
    } throws: { error in
      guard case SandboxError.invalid(let what) = error else { return false }
      return !what.isEmpty
    }
  }

  @Test(arguments: Levels.all) func muchInputReachesAChildThatReadsSlowly(_ sandbox: Sandbox) async throws {
    var confinement = Playground.shell("sleep 0.1; wc -c >&3")
    confinement.input = .pipe
    confinement.reportsEvents = true
    let child = try sandbox.launch(confinement)
    let block = [UInt8](repeating: 7, count: 700_000)
    for _ in 0..<5 { try await child.writeToInput(block) }
    child.closeInput()
    var events: [String] = []
    for await line in child.events { events.append(line) }
    #expect(events == ["3500000"])
    #expect(await child.wait().reason.isSuccess)
    await #expect(throws: SandboxError.inputClosed) { try await child.writeToInput([1]) }
  }

  @Test(arguments: Levels.all) func aChildThatClosesItsInputEndsTheWriting(_ sandbox: Sandbox) async throws {
    var confinement = Playground.shell("exec 0<&-; echo closed >&3; sleep 1")
    confinement.input = .pipe
    confinement.reportsEvents = true
    let child = try sandbox.launch(confinement)
    var iterator = child.events.makeAsyncIterator()
    #expect(await iterator.next() == "closed")
    await #expect(throws: SandboxError.inputClosed) {
      for _ in 0..<100 { try await child.writeToInput([UInt8](repeating: 0, count: 1 << 20)) }
    }
    _ = await child.wait()
  }

  @Test(arguments: Levels.all) func twoHundredLaunchesLeaveNothingOpen(_ sandbox: Sandbox) async throws {
    _ = try await sandbox.run(Playground.shell("true"))
    let before = Playground.descriptors()
    for _ in 0..<50 {
      try await withThrowingTaskGroup { group in
        for number in 0..<4 {
          group.addTask {
            var confinement = Playground.shell("exit \(number)")
            confinement.input = .pipe
            confinement.reportsEvents = true
            let child = try sandbox.launch(confinement)
            guard await child.wait().reason == .exited(code: Int32(number)) else { return false }
            // No zombie: it is nobody's child any more.
            var status: Int32 = 0
            return waitpid(child.processID, &status, WNOHANG) == -1 && errno == ECHILD
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
    // A monitor lets go of its pipes just after it has answered.
    for _ in 0..<200 where Playground.descriptors() > before { try await Task.sleep(for: .milliseconds(10)) }
    #expect(Playground.descriptors() <= before)
  }

  @Test(arguments: Levels.all) func processorTimeAndMemoryAreMeasured(_ sandbox: Sandbox) async throws {
    let program = """
      import time
      block = bytearray(b'x') * (80 << 20)
      while time.process_time() < 0.5: pass
      """
    try #require(Playground.hasPython)
    let report = try await sandbox.run(Playground.python(program))
    #expect(report.reason.isSuccess, "\(report)")
    #expect(
      report.userTime + report.systemTime > .milliseconds(250) && report.userTime < .seconds(5), "\(report)")
    #expect(report.peakResidentBytes > 80 << 20 && report.peakResidentBytes < 200 << 20, "\(report)")
    #expect(report.wall >= .milliseconds(400))
  }
}
