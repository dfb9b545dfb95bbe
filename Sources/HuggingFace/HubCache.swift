import Foundation

/// The folder of one data set in the cache, laid out as Python's huggingface_hub does:
///
///     datasets--owner--name/refs/main                     a commit
///     datasets--owner--name/blobs/<hash>                  a file's content
///     datasets--owner--name/snapshots/<commit>/<path>     a link to it
struct HubCache: Sendable {
  let root: String
  private let lockFolder: String

  init(dataset id: String, cache: String) {
    let name = "datasets--" + id.replacingOccurrences(of: "/", with: "--")
    root = "\(cache)/\(name)"
    lockFolder = "\(cache)/.locks/\(name)"
  }

  func blob(_ hash: String) -> String { "\(root)/blobs/\(hash)" }
  func partial(_ hash: String) -> String { "\(root)/blobs/\(hash).apus-partial" }
  func snapshot(_ commit: String) -> String { "\(root)/snapshots/\(commit)" }

  /// Waits for whoever else downloads the same content.
  func lock(_ hash: String) throws -> FileLock {
    try Self.makeFolder(lockFolder)
    return try FileLock("\(lockFolder)/\(hash).lock")
  }

  /// The commit that a revision meant when it was last looked up.
  func commit(ofRevision revision: String) -> String? {
    let text = try? String(contentsOfFile: "\(root)/refs/\(revision)", encoding: .utf8)
    return text.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  func remember(_ commit: String, ofRevision revision: String) throws {
    let path = "\(root)/refs/\(revision)"
    try Self.makeFolder((path as NSString).deletingLastPathComponent)
    try Self.guarded(path) { try Data(commit.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) }
  }

  /// Makes a file's content visible under its path.
  func link(_ file: HubClient.File, commit: String) throws {
    let path = "\(snapshot(commit))/\(file.path)"
    try Self.makeFolder((path as NSString).deletingLastPathComponent)
    let up = String(repeating: "../", count: 2 + file.path.split(separator: "/").count - 1)
    let target = "\(up)blobs/\(file.hash)"
    if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == target { return }
    try? FileManager.default.removeItem(atPath: path)
    try Self.guarded(path) {
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }
  }

  static func makeFolder(_ path: String) throws {
    try guarded(path) {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
  }

  static func guarded<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as HubError {
      throw error
    } catch {
      let system = (error as? CocoaError)?.underlying as? POSIXError
      throw HubError.cannotWrite(
        path: path,
        reason: system.map { String(cString: strerror($0.code.rawValue)) } ?? error.localizedDescription)
    }
  }
}

/// `flock` on a file; the system drops it when the process ends.
final class FileLock: Sendable {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw HubError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  deinit { close(descriptor) }
}
