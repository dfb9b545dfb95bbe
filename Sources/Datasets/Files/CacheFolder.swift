#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder for everything that can be made again.
package enum CacheFolder {
  /// A folder below `$APUS_HOME`, which is `$XDG_CACHE_HOME/apus` or `~/.cache/apus` when not set.
  package static func path(_ name: String) -> String {
    let home =
      variable("APUS_HOME") ?? variable("XDG_CACHE_HOME").map { $0 + "/apus" }
      ?? (variable("HOME") ?? "/tmp") + "/.cache/apus"
    return "\(home)/\(name)"
  }

  /// An environment variable that is set to something.
  static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
