import CSandbox

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The thread of one child: it spawns, reads, feeds, watches, kills and reaps. It lives as long as the child,
/// because the kernel ties "dies with its parent" to the thread that forked.
final class ChildMonitor {
  private let limits: Limits
  private let level: SandboxLevel
  private let plumbing: Plumbing
  private let state: ChildState
  private let events: EventQueue
  private let started = ContinuousClock.now

  private var output: OutputCapture
  private var lines: LineSplitter
  private var status = BubblewrapStatus()
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  private var pid: pid_t = -1
  // Readable when the process has ended; the second is the first process inside the namespace, whose end
  // means that nothing inside is left.
  private var ended = Descriptor(-1)
  private var namespaceEnded = Descriptor(-1)
  // Set once the process is reaped; its status is nil when somebody else took it, as where SIGCHLD is ignored.
  private var waitStatus: Int32??
  private var usage = rusage()

  private var watch = Watch()
  private var stopReason: ExitReason?
  private var killAt: ContinuousClock.Instant?

  private init(
    limits: Limits, level: SandboxLevel, plumbing: Plumbing, output: OutputCapture, state: ChildState,
    events: EventQueue
  ) {
    self.limits = limits
    self.level = level
    self.plumbing = plumbing
    self.output = output
    self.state = state
    self.events = events
    lines = LineSplitter(limit: limits.eventLineBytes)
  }

  /// Launches a child with its monitor; returns once the program runs or has failed to.
  static func start(_ confinement: Confinement, in sandbox: Sandbox) throws(SandboxError) -> ChildProcess {
    let state = try ChildState(input: confinement.input)
    let events = EventQueue(onRoom: { [weak state] in state?.wakeMonitor() })
    let output = try OutputCapture(path: confinement.logPath, limit: confinement.limits.outputBytes)
    let plumbing = try Plumbing(confinement, in: sandbox)
    let (limits, level) = (confinement.limits, sandbox.level)
    let handshake = LaunchHandshake()
    let code = DedicatedThread.start {
      ChildMonitor(
        limits: limits, level: level, plumbing: plumbing, output: output, state: state, events: events
      ).run(handshake)
    }
    guard code == 0 else { throw .launch(executable: confinement.executable, step: "thread", code: code) }
    let pid = try handshake.wait()
    return ChildProcess(processID: pid, level: level, events: events, state: state)
  }

  private func run(_ handshake: LaunchHandshake) {
    do throws(SandboxError) {
      pid = try plumbing.request.spawn()
    } catch {
      handshake.answer(.failure(error))
      return
    }
    plumbing.closeChildEnds()
    ended = Descriptor(csandbox_pidfd(pid))
    if let limit = limits.wallClock {
      state.shared.withLock { $0.deadline = $0.deadline ?? .init(at: started + limit, limit: limit) }
    }
    handshake.answer(.success(pid))
    while waitStatus == nil {
      obeyHandle()
      lookAtTree()
      killIfDue()
      serve(timeout: timeout)
      reap()
    }
    awaitNamespaceEnd()
    drain()
    finish()
  }

  // MARK: Limits

  private func obeyHandle() {
    let (isCancelled, deadline) = state.shared.withLock { ($0.isCancelled, $0.deadline) }
    if isCancelled { stop(.cancelled) }
    if let deadline, deadline.at <= .now { stop(.wallClock(limit: deadline.limit)) }
  }

  private func lookAtTree() {
    guard watch.isDue else { return }
    watch.look(at: pid, overhead: overhead, limits: limits)
    if let limit = limits.processes, watch.last.processes > limit {
      stop(.processes(count: watch.last.processes), gently: false)
    } else if let limit = limits.residentBytes, watch.last.residentBytes > limit {
      stop(.memory(bytes: watch.last.residentBytes), gently: false)
    }
    if output.total > 0 {
      let tail = output.tail
      state.shared.withLock { $0.tail = tail }
    }
  }

  // The sandbox's own processes, which are not the child's doing.
  private var overhead: Set<pid_t> { status.child.map { [pid, $0] } ?? [pid] }

  /// Begins the end; the first reason is the one that counts.
  private func stop(_ reason: ExitReason, gently: Bool = true) {
    guard stopReason == nil else { return }
    stopReason = reason
    killAt = .now
    guard gently, limits.grace > .zero else { return }
    killAt = .now + limits.grace
    let own = overhead
    for member in ProcessTree.members(of: pid) where !own.contains(member) { kill(member, SIGTERM) }
  }

  private func killIfDue() {
    guard let due = killAt, due <= .now else { return }
    // Once more later, for a bubblewrap that was caught before it tied its child to itself.
    killAt = .now + .milliseconds(100)
    if let lifeline = plumbing.lifeline {
      lifeline.close()
    } else {
      // The namespace's first process takes all others with it.
      for member in ProcessTree.members(of: pid).reversed() { kill(member, SIGKILL) }
    }
  }

  private var timeout: Duration {
    let now = ContinuousClock.now
    let deadline = stopReason == nil ? state.shared.withLock { $0.deadline?.at } : nil
    return max(.zero, [watch.due, killAt, deadline].compactMap { $0.map { $0 - now } }.min() ?? .zero)
  }

  // MARK: Pipes

  /// Waits for whatever comes first and handles it.
  private func serve(timeout: Duration) {
    let wantsInput = state.shared.withLock { shared in
      if shared.closesInput, shared.input.isEmpty { plumbing.input?.close() }
      return !shared.input.isEmpty
    }
    var polled: [pollfd] = []
    func add(_ descriptor: Int32, _ events: Int32) -> Int {
      // A negative descriptor is skipped by poll.
      polled.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
      return polled.count - 1
    }
    let wake = add(state.wakeDescriptor, POLLIN)
    _ = add(ended.number, POLLIN)
    let outputIndex = add(plumbing.output.number, POLLIN)
    let statusIndex = add(plumbing.status?.number ?? -1, POLLIN)
    let eventsIndex = add(events.hasRoom ? plumbing.events?.number ?? -1 : -1, POLLIN)
    // Without data to write only the reader's end is of interest, which poll reports unasked.
    let inputIndex = add(plumbing.input?.number ?? -1, wantsInput ? POLLOUT : 0)
    // Where a process's end cannot be polled, look often.
    let limit = ended.isOpen ? timeout : min(timeout, .milliseconds(5))
    guard poll(&polled, nfds_t(polled.count), limit.pollMilliseconds) > 0 else { return }
    if polled[wake].revents != 0 { state.drainWakes() }
    if polled[statusIndex].revents != 0 { readStatus() }
    if polled[outputIndex].revents != 0 { readOutput() }
    if polled[eventsIndex].revents != 0 { readEvents() }
    if polled[inputIndex].revents != 0 { writeInput() }
  }

  /// Reads what is there; `false` once the pipe has ended or holds nothing now.
  private func read(_ descriptor: Descriptor?, _ body: (ArraySlice<UInt8>) -> Void) -> Bool {
    guard let descriptor, descriptor.isOpen else { return false }
    let count = buffer.withUnsafeMutableBytes { bytes in
      retrying { systemRead(descriptor.number, bytes.baseAddress, bytes.count) }
    }
    if count > 0 {
      body(buffer[..<count])
      return true
    }
    if count == 0 || errno != EAGAIN { descriptor.close() }
    return false
  }

  @discardableResult private func readOutput() -> Bool {
    let more = read(plumbing.output) { output.feed($0) }
    if output.total > limits.floodBytes { stop(.outputFlood(bytes: output.total), gently: false) }
    return more
  }

  @discardableResult private func readEvents() -> Bool {
    read(plumbing.events) { bytes in
      for line in lines.feed(bytes) { events.push(line) }
    }
  }

  private func readStatus() {
    _ = read(plumbing.status) { status.feed($0) }
    if let child = status.child, !namespaceEnded.isOpen { namespaceEnded = Descriptor(csandbox_pidfd(child)) }
  }

  private func writeInput() {
    guard let input = plumbing.input, input.isOpen else { return }
    let (readerIsGone, waiters) = state.shared.withLock {
      shared -> (Bool, [CheckedContinuation<Void, Never>]) in
      let chunk = shared.input.prefix(1 << 16)
      let count = chunk.withUnsafeBytes { bytes in
        retrying { systemWrite(input.number, bytes.baseAddress, bytes.count) }
      }
      if count < 0 { return (errno != EAGAIN, []) }
      // An empty write succeeds: the pipe only reported that its reader went.
      if chunk.isEmpty { return (true, []) }
      shared.input.removeFirst(count)
      guard shared.input.count <= ChildState.inputCapacity / 2 else { return (false, []) }
      defer { shared.inputWaiters = [] }
      return (false, shared.inputWaiters)
    }
    for waiter in waiters { waiter.resume() }
    if readerIsGone {
      input.close()
      state.endInput()
    }
  }

  // MARK: The end

  private func reap() {
    var raw: Int32 = 0
    switch csandbox_wait(pid, 0, &raw, &usage) {
    case 0: return
    case 1: waitStatus = .some(raw)
    default: waitStatus = .some(nil)
    }
  }

  /// bubblewrap's outer process ends with the command; the namespace is torn down a moment later.
  private func awaitNamespaceEnd() {
    readStatus()
    guard namespaceEnded.isOpen else { return }
    var polled = pollfd(fd: namespaceEnded.number, events: Int16(POLLIN), revents: 0)
    _ = poll(&polled, 1, 5000)
  }

  /// Reads what the dead left in the pipes: at most what a pipe holds, as nobody writes any more. A process
  /// that was handed an end by other means must not hold us for long.
  private func drain() {
    let deadline = ContinuousClock.now + .seconds(1)
    while plumbing.output.isOpen || plumbing.events?.isOpen == true, ContinuousClock.now < deadline {
      while readOutput(), ContinuousClock.now < deadline {}
      while readEvents(), ContinuousClock.now < deadline {}
      var polled = [plumbing.output.number, plumbing.events?.number ?? -1]
        .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      if polled.contains(where: { $0.fd >= 0 }) { poll(&polled, 2, 20) }
    }
    lines.finish()
    events.finish()
  }

  private func finish() {
    state.finish(
      ExitReport(
        reason: reason, wall: .now - started,
        userTime: max(watch.userTime, Duration(usage.ru_utime)),
        systemTime: max(watch.systemTime, Duration(usage.ru_stime)), peakResidentBytes: watch.peak,
        outputBytes: output.total, outputTruncated: output.truncated, droppedEvents: lines.dropped,
        tail: output.tail))
  }

  private var reason: ExitReason {
    if let stopReason { return stopReason }
    guard let raw = waitStatus ?? nil else { return .sandboxFailed("its exit status was lost") }
    let signal = csandbox_exit_signal(raw)
    if signal != 0 { return .signalled(signal) }
    guard level == .namespaces else { return .exited(code: csandbox_exit_code(raw)) }
    guard let code = status.exitCode else {
      return .sandboxFailed(output.tail.last ?? "bubblewrap ended with code \(csandbox_exit_code(raw))")
    }
    return (129...192).contains(code) ? .signalled(code - 128) : .exited(code: code)
  }
}

extension Duration {
  init(_ time: timeval) { self = .seconds(Int64(time.tv_sec)) + .microseconds(Int64(time.tv_usec)) }

  /// Rounded up, so that poll does not return just before the moment.
  fileprivate var pollMilliseconds: Int32 {
    let (seconds, attoseconds) = components
    return Int32(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
