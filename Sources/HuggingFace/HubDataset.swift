import Foundation

/// A data set on the Hub, by the name that users write: `hf:owner/name`, `hf:owner/name@revision`, and either
/// with `:folder` to take only what lies below a folder.
package struct HubDataset: Equatable, Sendable {
  /// `owner/name`.
  package let id: String
  /// A branch, tag or commit.
  package let revision: String
  /// Only files whose path begins so; empty for all.
  package let prefix: String

  /// - Throws: `HubError.invalidName`.
  package init(_ name: String) throws {
    guard name.hasPrefix("hf:") else { throw HubError.invalidName(name) }
    let parts = name.dropFirst(3).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let words = parts[0].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let id = words[0].split(separator: "/", omittingEmptySubsequences: false)
    let revision = words.count > 1 ? String(words[1]) : "main"
    let folder = parts.count > 1 ? String(parts[1]) : ""
    // The Hub's own rule for names; the revision becomes a path below refs/.
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    func isName(_ text: Substring) -> Bool {
      !text.isEmpty && text.count <= 96 && text.allSatisfy(allowed.contains) && text.first != "."
        && text.first != "-"
    }
    let steps = revision.split(separator: "/", omittingEmptySubsequences: false)
    guard id.count == 2, id.allSatisfy(isName), steps.allSatisfy(isName) else {
      throw HubError.invalidName(name)
    }
    self.id = String(words[0])
    self.revision = revision
    prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
  }

  /// How far a download is.
  package struct Progress: Equatable, Sendable {
    /// The file under way.
    package let path: String
    /// Bytes of all files so far, those that were there before among them.
    package let bytes: Int
    /// Bytes of all files.
    package let totalBytes: Int
    /// Bytes per second of this download.
    package let bytesPerSecond: Double
  }

  /// What lies in the cache.
  package struct Files: Equatable, Sendable {
    /// The commit.
    package let commit: String
    /// The text files, in the order of their paths.
    package let paths: [String]
    /// Files left out because of the limit.
    package let leftOut: Int
  }

  /// Downloads the text files that are not there yet, and gives their paths.
  ///
  /// Parquet files are taken where there are any, else JSON lines, else plain text. Every file is checked
  /// against the hash that the Hub states for it. A download that stops goes on where it was.
  ///
  /// - Parameters:
  ///   - maximumBytes: Files are taken in order as long as they stay within this.
  ///   - progress: Called from another thread, at most a few times a second and at the end of each file.
  /// - Throws: `HubError`.
  package func fetch(
    maximumBytes: Int = 2 << 30, settings: HubSettings = HubSettings(),
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> Files {
    let cache = HubCache(dataset: id, cache: settings.cache)
    let selection = Selection(prefix: prefix, maximumBytes: maximumBytes)
    if settings.isOffline {
      guard let files = kept(selection, cache) else { throw HubError.offline(id) }
      return files
    }
    let client = HubClient(settings)
    let commit: String
    do {
      commit = try await client.commit(dataset: id, revision: revision)
    } catch HubError.unreachable(let url, let reason) {
      guard let files = kept(selection, cache) else { throw HubError.unreachable(url: url, reason: reason) }
      return files
    }
    if let files = kept(selection, cache, commit: commit) {
      try cache.remember(commit, ofRevision: revision)
      return files
    }
    let (chosen, leftOut) = try choose(try await client.files(dataset: id, commit: commit), maximumBytes)
    let meter = Meter(total: chosen.reduce(0) { $0 + $1.size }, report: progress)
    try HubCache.makeFolder("\(cache.root)/blobs")
    for file in chosen {
      try await download(file, commit: commit, client, cache, meter)
      try cache.link(file, commit: commit)
    }
    try cache.remember(commit, ofRevision: revision)
    let record = Record(paths: chosen.map(\.path), leftOut: leftOut)
    let path = selection.recordPath(cache, commit)
    try HubCache.guarded(path) {
      try JSONEncoder().encode(record).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
    return Files(
      commit: commit, paths: record.paths.map { "\(cache.snapshot(commit))/\($0)" }, leftOut: leftOut)
  }

  // MARK: Choice

  private func choose(_ files: [HubClient.File], _ maximumBytes: Int) throws -> (
    [HubClient.File], leftOut: Int
  ) {
    let below = files.filter { $0.path.hasPrefix(prefix) && $0.size > 0 }
    let kinds = [[".parquet"], [".jsonl", ".ndjson"], [".txt"]]
    let suitable = kinds.lazy.map { endings in
      below.filter { file in endings.contains { file.path.lowercased().hasSuffix($0) } }
    }.first { !$0.isEmpty }
    guard let sorted = suitable?.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) else {
      throw HubError.noText(id)
    }
    var chosen: [HubClient.File] = []
    var room = maximumBytes
    for file in sorted {
      guard file.size <= room else { break }
      room -= file.size
      chosen.append(file)
    }
    guard !chosen.isEmpty else { throw HubError.tooLarge(id, bytes: sorted[0].size, limit: maximumBytes) }
    return (chosen, sorted.count - chosen.count)
  }

  // MARK: What is there already

  /// What a complete download was asked for.
  private struct Selection {
    let prefix: String
    let maximumBytes: Int

    /// Beside the snapshots, where Python's library does not look.
    func recordPath(_ cache: HubCache, _ commit: String) -> String {
      let name = prefix.utf8.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
      }.joined()
      return "\(cache.root)/apus-\(commit)-\(maximumBytes)-\(name).json"
    }
  }

  /// Written when every file of a selection is there.
  private struct Record: Codable {
    let paths: [String]
    let leftOut: Int
  }

  private func kept(_ selection: Selection, _ cache: HubCache, commit: String? = nil) -> Files? {
    guard let commit = commit ?? cache.commit(ofRevision: revision),
      let data = FileManager.default.contents(atPath: selection.recordPath(cache, commit)),
      let record = try? JSONDecoder().decode(Record.self, from: data)
    else { return nil }
    let paths = record.paths.map { "\(cache.snapshot(commit))/\($0)" }
    guard paths.allSatisfy(FileManager.default.fileExists(atPath:)) else { return nil }
    return Files(commit: commit, paths: paths, leftOut: record.leftOut)
  }

  // MARK: Download

  private func download(
    _ file: HubClient.File, commit: String, _ client: HubClient, _ cache: HubCache, _ meter: Meter
  ) async throws {
    let lock = try cache.lock(file.hash)
    defer { withExtendedLifetime(lock) {} }
    let final = cache.blob(file.hash)
    // Only a checked file ever gets this name, here and in Python.
    if FileManager.default.fileExists(atPath: final) { return meter.finish(file) }
    let blob = try BlobDownload(file, path: cache.partial(file.hash)) { meter.update(file, $0) }
    meter.begin(blob.size)
    let address = client.address(dataset: id, commit: commit, path: file.path)
    var attempt = 0
    while !blob.isComplete {
      let before = blob.size
      var head: HTTPHead?
      var reason = "no answer"
      do {
        let range = before > 0 ? ["Range": "bytes=\(before)-"] : [:]
        let answer = try await client.fetch(address, headers: range) { try blob.take($0, $1) }
        head = answer
        reason = "status \(answer.status)"
        if answer.status == 416 {
          try blob.restart()
        } else if !HubClient.isTransient(answer.status) {
          if let error = client.error(for: answer, about: id, revision: commit) { throw error }
          reason = "the connection closed early"
        }
      } catch let error as URLError where error.code != .cancelled {
        reason = error.localizedDescription
      } catch is BlobError {
        try blob.restart()
        reason = "it sent other bytes than were asked for"
      }
      if blob.isComplete { break }
      // Progress earns new patience.
      attempt = blob.size > before ? 0 : attempt + 1
      guard attempt <= client.settings.retries else {
        throw HubError.unreachable(url: address.absoluteString, reason: reason)
      }
      try await client.pause(attempt: attempt, after: head)
    }
    try blob.finish(as: final)
    meter.finish(file)
  }

  /// Adds up files and speaks a few times a second.
  private final class Meter: @unchecked Sendable {
    // Files come one after the other, and a file's bytes from one queue at a time.
    private let total: Int
    private let report: @Sendable (Progress) -> Void
    private let start = ContinuousClock.now
    private var spoken = ContinuousClock.now - .seconds(1)
    /// Bytes of the files that are finished, of the one under way, and what of all came over the network.
    private var finished = 0
    private var current = 0
    private var received = 0

    init(total: Int, report: @escaping @Sendable (Progress) -> Void) {
      (self.total, self.report) = (total, report)
    }

    /// A file has grown to a size, or begun anew.
    func update(_ file: HubClient.File, _ size: Int) {
      received += max(0, size - current)
      current = size
      let now = ContinuousClock.now
      guard now - spoken > .milliseconds(200) else { return }
      speak(file)
    }

    /// What a file had before this download.
    func begin(_ size: Int) { current = size }

    func finish(_ file: HubClient.File) {
      finished += file.size
      current = 0
      speak(file)
    }

    private func speak(_ file: HubClient.File) {
      spoken = .now
      let seconds = (spoken - start) / .seconds(1)
      report(
        Progress(
          path: file.path, bytes: finished + current, totalBytes: total,
          bytesPerSecond: seconds > 0 ? Double(received) / seconds : 0))
    }
  }
}
