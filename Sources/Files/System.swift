#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Thin calls to the system that turn `errno` into errors with a path in them.
package enum System {
  /// The sentence of the system for an error number.
  package static func message(_ code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }

  /// The error of a failed write, with what helps against the common causes.
  package static func writeError(_ path: String, _ code: Int32) -> FileError {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: "free some space, or set APUS_HOME to a folder on another disk"
      case EROFS, EACCES, EPERM: "make it writable, or set APUS_HOME to a folder that is"
      default: "set APUS_HOME to a folder that can be written"
      }
    return .cannotWrite(path: path, reason: message(code), remedy: remedy)
  }

  /// What lies at a path, links followed; nil where nothing does.
  private static func status(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  /// Whether anything lies at a path, links followed.
  package static func exists(_ path: String) -> Bool { status(path) != nil }

  /// Whether a folder lies at a path, links followed.
  package static func isFolder(_ path: String) -> Bool {
    status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// Whether a symbolic link lies at a path.
  package static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether a regular file lies at a path, links followed.
  package static func isFile(_ path: String) -> Bool {
    status(path).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
  }

  /// Names in a folder, sorted by their bytes; hidden ones are left out.
  package static func names(in folder: String) throws -> [String] {
    guard let stream = opendir(folder) else {
      throw FileError.cannotRead(path: folder, reason: message(errno))
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      // d_name is a C array inside the entry, closed by a zero byte.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
          String(cString: $0)
        }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes a folder and those above it.
  package static func makeFolder(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty || made.hasSuffix("/")) ? String(part) : "/" + part
      if mkdir(made, 0o777) != 0 {
        let code = errno
        if !isFolder(made) { throw writeError(made, code) }
      }
    }
  }

  /// Removes a file or folder with all in it; what is not there is no error.
  package static func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Asks the disk to keep what a file or folder holds.
  package static func synchronize(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw writeError(path, errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw writeError(path, errno) }
  }

  /// Writes a whole new file and asks the disk to keep it.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try OutputFile(path)
    try file.append(bytes)
    try file.synchronize()
  }

  /// Gives a file or folder its name in one step.
  package static func rename(_ path: String, to name: String) throws {
    #if canImport(Darwin)
      let status = Darwin.rename(path, name)
    #elseif canImport(Musl)
      let status = Musl.rename(path, name)
    #else
      let status = Glibc.rename(path, name)
    #endif
    guard status == 0 else { throw writeError(name, errno) }
  }

  /// The files that a glob matches, sorted by their bytes.
  package static func files(matching pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0, let list = found.gl_pathv else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in list[index].map { String(cString: $0) } }
      .filter(isFile)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The number of this process.
  package static var processIdentifier: Int { Int(getpid()) }
}
