import Harness
import Sandbox

/// An experiment's program at work in the sandbox.
public final class ExperimentProcess: Sendable {
  /// What no log of a training run needs.
  private static let floodBytes: UInt64 = 64 << 20

  private let child: ChildProcess

  /// Starts the program and hands it its request.
  ///
  /// - Parameters:
  ///   - program: the compiled experiment.
  ///   - sandbox: what keeps it from everything else.
  ///   - readable: data that this request lets it read.
  ///   - writable: what this request lets it change.
  ///   - wallClock: when it is killed, counted from now.
  ///   - log: where what it prints goes.
  public init(
    program: String, request: Request, host: ExperimentHost, sandbox: Sandbox, readable: [String] = [],
    writable: [String] = [], wallClock: Duration, log: String?
  ) async throws {
    var environment = host.environment
    environment["APUS_CTORCH"] = host.ctorch
    environment["OMP_NUM_THREADS"] = "\(request.threads)"
    // Large temporaries come back every step: glibc keeps their pages, huge ones where the kernel has them, instead of
    // giving each back and faulting it in again.
    environment["GLIBC_TUNABLES"] =
      "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=68719476736:glibc.malloc.top_pad=67108864:glibc.malloc.hugetlb=1"
    // Dictionaries and sets are walked in the same order in every process: initial weights that are drawn in such a walk are
    // otherwise not a matter of the seed.
    environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
    // While it is questioned, its idle threads give the scorer their core at once.
    if request.mode == .score { environment["OMP_WAIT_POLICY"] = "passive" }
    var limits = Limits()
    limits.residentBytes = UInt64(host.memoryLimit)
    limits.wallClock = wallClock
    limits.floodBytes = ExperimentProcess.floodBytes
    child = try sandbox.launch(
      Confinement(
        executable: program, environment: environment,
        readOnlyPaths: Confinement.systemPaths + [program, host.ctorch] + host.libraries + readable,
        writablePaths: writable, devices: host.devices, input: .pipe, reportsEvents: true, logPath: log,
        limits: limits))
    try await child.writeToInput(Line.encode(request))
  }

  /// What the program tells. Lines that are no event are left out: nothing that could forge one can write there.
  public var events: AsyncCompactMapSequence<AsyncStream<String>, Event> {
    child.events.compactMap { try? Line.decode(Event.self, from: $0.utf8) }
  }

  /// Asks for logits (`score`).
  public func ask(_ question: Question) async throws {
    try await child.writeToInput(Line.encode(question))
  }

  /// No question follows (`score`).
  public func endQuestions() {
    child.closeInput()
  }

  /// Gives the program so long from now on; then it is killed.
  public func limitWallClock(to duration: Duration) {
    child.limitWallClock(to: duration)
  }

  /// Ends the program now.
  public func cancel() {
    child.cancel()
  }

  /// What the program did and used, once it is gone.
  public func wait() async -> ExitReport {
    await child.wait()
  }
}
