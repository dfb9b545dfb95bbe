#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension SafetensorsError {
  /// The last system error. Read `errno` before anything else changes it.
  static func system(_ path: String, _ operation: String) -> SafetensorsError {
    let reason = String(cString: strerror(errno))
    return SafetensorsError(path, .system(operation: operation, reason: reason))
  }
}
