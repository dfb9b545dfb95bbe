import CSandbox

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A child in the C library's terms.
struct SpawnRequest {
  var executable: String
  /// With the program's name as the first.
  var arguments: [String]
  var environment: [String: String]
  var directory: String?
  /// The child's number and the parent's descriptor.
  var descriptors: [(target: Int32, source: Int32)]
  var limits: Limits
  /// Read end of the supervisor's lifeline; `nil` ties the child to the calling thread instead.
  var lifeline: Int32?

  /// Starts it and returns its process number. The calling thread must outlive the child.
  func spawn() throws(SandboxError) -> pid_t {
    let environment = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let fds = descriptors.map { csandbox_fd(source: $0.source, target: $0.target) }
    let limits = resourceLimits
    var failure = csandbox_failure()
    let pid = Self.withCStrings(arguments) { arguments in
      Self.withCStrings(environment) { environment in
        executable.withCString { path in
          Self.withOptionalCString(directory) { directory in
            fds.withUnsafeBufferPointer { fds in
              limits.withUnsafeBufferPointer { limits in
                var request = csandbox_request()
                request.path = path
                request.arguments = arguments
                request.environment = environment
                request.directory = directory
                request.fds = fds.baseAddress
                request.fd_count = fds.count
                request.limits = limits.baseAddress
                request.limit_count = limits.count
                request.tie = lifeline == nil ? CSANDBOX_DIE_WITH_THREAD : CSANDBOX_SUPERVISED
                request.lifeline = lifeline ?? -1
                return csandbox_spawn(&request, &failure)
              }
            }
          }
        }
      }
    }
    guard pid > 0 else {
      let step = withUnsafeBytes(of: failure.step) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      throw .launch(executable: executable, step: step, code: failure.code)
    }
    return pid
  }

  private var resourceLimits: [csandbox_limit] {
    var list: [csandbox_limit] = []
    func add(_ resource: Int32, _ value: UInt64?) {
      if let value { list.append(csandbox_limit(resource: resource, value: value)) }
    }
    #if canImport(Glibc)
      add(Int32(RLIMIT_CPU.rawValue), limits.processorTime.map(Self.wholeSeconds))
      add(Int32(RLIMIT_FSIZE.rawValue), limits.fileBytes)
      add(Int32(RLIMIT_NOFILE.rawValue), limits.openFiles)
    #else
      add(RLIMIT_CPU, limits.processorTime.map(Self.wholeSeconds))
      add(RLIMIT_FSIZE, limits.fileBytes)
      add(RLIMIT_NOFILE, limits.openFiles)
    #endif
    return list
  }

  private static func wholeSeconds(_ duration: Duration) -> UInt64 {
    let (seconds, fraction) = duration.components
    return UInt64(clamping: max(1, seconds + (fraction > 0 ? 1 : 0)))
  }

  private static func withCStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> R
  ) -> R {
    let copies = strings.map { strdup($0) } + [nil]
    defer { copies.forEach { free($0) } }
    return copies.withUnsafeBufferPointer { body($0.baseAddress) }
  }

  private static func withOptionalCString<R>(_ string: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
    guard let string else { return body(nil) }
    return string.withCString(body)
  }
}
