#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The file system that a path is on.
enum FileSystem {
  /// Bytes that this user may still write; `nil` where the system does not say.
  static func free(at path: String) -> UInt64? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }

  /// The nearest folder at or above an absolute path that is there.
  static func nearest(to path: String) -> String {
    var path = path[...]
    while !path.isEmpty, access(String(path), F_OK) != 0 {
      path = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    }
    return path.isEmpty ? "/" : String(path)
  }

  /// Whether this process may write there.
  static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }
}
