import CSandbox

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The pipes between a child and its monitor, and the request that hands the child its ends.
struct Plumbing: Sendable {
  /// Read end of standard output and error.
  let output: Descriptor
  /// Read end of the child's descriptor 3.
  let events: Descriptor?
  /// Write end of standard input.
  let input: Descriptor?
  /// Read end of bubblewrap's report.
  let status: Descriptor?
  /// Closing it makes the supervisor kill the tree.
  let lifeline: Descriptor?

  private let childEnds: [Descriptor]
  private let launched:
    (executable: String, arguments: [String], environment: [String: String], directory: String)
  private let descriptors: [(target: Int32, source: Int32)]
  private let limits: Limits
  private let supervisorEnd: Descriptor?

  init(_ confinement: Confinement, in sandbox: Sandbox) throws(SandboxError) {
    let outputPipe = try Pipe()
    var childEnds = [outputPipe.writeEnd]
    var descriptors = [
      (target: Int32(1), source: outputPipe.writeEnd.number), (2, outputPipe.writeEnd.number),
    ]
    output = outputPipe.readEnd

    func give(_ end: Descriptor, as target: Int32) {
      childEnds.append(end)
      descriptors.append((target, end.number))
    }
    switch confinement.input {
    case .none:
      let null = Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC))
      guard null.isOpen else {
        throw .launch(executable: confinement.executable, step: "/dev/null", code: errno)
      }
      give(null, as: 0)
      input = nil
    case .pipe:
      let pipe = try Pipe()
      give(pipe.readEnd, as: 0)
      input = pipe.writeEnd
    }
    if confinement.reportsEvents {
      let pipe = try Pipe()
      give(pipe.writeEnd, as: 3)
      events = pipe.readEnd
    } else {
      events = nil
    }
    for (target, source) in confinement.descriptors { descriptors.append((target, source)) }

    switch (sandbox.level, sandbox.bubblewrap) {
    case (.namespaces, let bubblewrap?):
      let pipe = try Pipe()
      give(pipe.writeEnd, as: Bubblewrap.Channel.status)
      status = pipe.readEnd
      let filter = Bubblewrap.filter(for: confinement.network)
      if !filter.isEmpty { give(try Self.data(filter), as: Bubblewrap.Channel.filter) }
      let options = bubblewrap.options(for: confinement, filtered: !filter.isEmpty)
      give(try Self.data(options.flatMap { Array($0.utf8) + [0] }), as: Bubblewrap.Channel.options)
      launched = (bubblewrap.executable, bubblewrap.arguments(for: confinement), [:], "/")
      lifeline = nil
      supervisorEnd = nil
    default:
      let pipe = try Pipe()
      lifeline = pipe.writeEnd
      supervisorEnd = pipe.readEnd
      childEnds.append(pipe.readEnd)
      status = nil
      let arguments =
        sandbox.level == .sandboxExec
        ? SeatbeltProfile.arguments(for: confinement) : [confinement.executable] + confinement.arguments
      let executable = sandbox.level == .sandboxExec ? SeatbeltProfile.executable : confinement.executable
      launched = (executable, arguments, confinement.environment, confinement.workingDirectory)
    }
    output.makeNonBlocking()
    events?.makeNonBlocking()
    input?.makeNonBlocking()
    status?.makeNonBlocking()
    self.childEnds = childEnds
    self.descriptors = descriptors
    limits = confinement.limits
  }

  /// What is to be spawned.
  var request: SpawnRequest {
    SpawnRequest(
      executable: launched.executable, arguments: launched.arguments, environment: launched.environment,
      directory: launched.directory, descriptors: descriptors, limits: limits,
      lifeline: supervisorEnd?.number)
  }

  /// To be called once the child has them, so that its end is seen as the end of the pipes.
  func closeChildEnds() { childEnds.forEach { $0.close() } }

  private static func data(_ bytes: [UInt8]) throws(SandboxError) -> Descriptor {
    let file = Descriptor(bytes.withUnsafeBytes { csandbox_data($0.baseAddress, $0.count) })
    guard file.isOpen else { throw .launch(executable: "a child", step: "memory file", code: errno) }
    return file
  }
}
