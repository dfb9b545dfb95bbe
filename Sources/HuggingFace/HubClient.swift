import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Asks the Hub, and follows where it points.
///
/// The token goes to the endpoint's own scheme, host and port only: a redirection to a content network goes
/// without it.
package struct HubClient: Sendable {
  let settings: HubSettings

  package init(_ settings: HubSettings = HubSettings()) { self.settings = settings }

  /// A file of a repository.
  struct File: Equatable, Sendable {
    let path: String
    let size: Int
    /// SHA-256 of a large file, or git's SHA-1 of a small one; in hexadecimal digits.
    let hash: String
  }

  /// The commit that a revision of a data set means now.
  func commit(dataset id: String, revision: String) async throws -> String {
    struct Info: Decodable { let sha: String }
    let (head, body) = try await get(
      "api/datasets/\(id)/revision/\(Self.escaped(revision))", about: id, revision)
    guard let info = try? JSONDecoder().decode(Info.self, from: body), Self.isHexadecimal(info.sha, 40) else {
      throw HubError.unexpectedAnswer(url: head.url.absoluteString, problem: "it names no commit")
    }
    return info.sha
  }

  /// All files of a data set at a commit.
  func files(dataset id: String, commit: String) async throws -> [File] {
    struct Entry: Decodable {
      struct Large: Decodable {
        let oid: String
        let size: Int
      }
      let type: String
      let path: String
      let oid: String
      let size: Int?
      let lfs: Large?
    }
    var files: [File] = []
    var page: URL? = url("api/datasets/\(id)/tree/\(commit)?recursive=1")
    while let next = page {
      let (head, body) = try await get(next, about: id, commit)
      guard let entries = try? JSONDecoder().decode([Entry].self, from: body) else {
        throw HubError.unexpectedAnswer(url: next.absoluteString, problem: "it is no list of files")
      }
      for entry in entries where entry.type == "file" {
        let file = File(
          path: entry.path, size: entry.lfs?.size ?? entry.size ?? -1, hash: entry.lfs?.oid ?? entry.oid)
        // These become names in the file system.
        guard Self.isSafe(file.path), file.size >= 0,
          Self.isHexadecimal(file.hash, 40) || Self.isHexadecimal(file.hash, 64)
        else {
          throw HubError.unexpectedAnswer(url: next.absoluteString, problem: "the file \(entry.path) is odd")
        }
        files.append(file)
      }
      page = head["link"].flatMap(Self.nextPage).flatMap {
        URL(string: $0, relativeTo: settings.endpoint)?.absoluteURL
      }
    }
    return files
  }

  /// Where a file of a data set is.
  func address(dataset id: String, commit: String, path: String) -> URL {
    url("datasets/\(id)/resolve/\(commit)/\(Self.escaped(path, keepSlashes: true))")
  }

  /// Sends a GET, along redirections. The sink sees the last answer only.
  func fetch(_ start: URL, headers: [String: String] = [:], sink: @escaping HTTPExchange.Sink) async throws
    -> HTTPHead
  {
    var next = start
    for _ in 0..<10 {
      var request = URLRequest(url: next)
      for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
      request.setValue("apus", forHTTPHeaderField: "User-Agent")
      // A packed body would not have the length and the ranges that were announced.
      request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
      if let token = settings.token, isEndpoint(next) {
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
      }
      let head = try await HTTPExchange.send(request, timeout: settings.timeout) { head, data in
        if !(300..<400).contains(head.status) { try sink(head, data) }
      }
      guard (300..<400).contains(head.status) else { return head }
      guard let location = head["location"],
        let target = URL(string: location, relativeTo: next)?.absoluteURL,
        target.scheme == "https" || target.scheme == start.scheme
      else {
        throw HubError.unexpectedAnswer(url: next.absoluteString, problem: "it redirects to nowhere safe")
      }
      next = target
    }
    throw HubError.unexpectedAnswer(url: start.absoluteString, problem: "it redirects in a circle")
  }

  /// Waits before trying again, as long as the Hub asks for or twice as long as the last time.
  func pause(attempt: Int, after head: HTTPHead?) async throws {
    let asked = head.flatMap(Self.wait)
    let seconds = asked ?? settings.retryDelay * Double(1 << min(attempt, 6))
    try await Task.sleep(for: .seconds(min(seconds, 300)))
  }

  /// The error that an answer's status means; nil for success.
  func error(for head: HTTPHead, about id: String, revision: String) -> HubError? {
    if (200..<300).contains(head.status) { return nil }
    switch head["x-error-code"] {
    case "RepoNotFound": return .repositoryNotFound(id, hasToken: settings.token != nil)
    case "RevisionNotFound": return .revisionNotFound(id, revision: revision)
    case "GatedRepo": return .gated(id)
    default: break
    }
    if head.status == 401 { return .repositoryNotFound(id, hasToken: settings.token != nil) }
    return .refused(
      url: head.url.absoluteString, status: head.status,
      message: head["x-error-message"].map { $0.replacingOccurrences(of: "\n", with: " ") }
        ?? HTTPURLResponse.localizedString(forStatusCode: head.status))
  }

  static func isTransient(_ status: Int) -> Bool { status == 429 || status >= 500 }

  // MARK: Small answers

  private func get(_ path: String, about id: String, _ revision: String) async throws -> (HTTPHead, Data) {
    try await get(url(path), about: id, revision)
  }

  private func get(_ address: URL, about id: String, _ revision: String) async throws -> (HTTPHead, Data) {
    for attempt in 0... {
      let body = Collected()
      let head: HTTPHead
      do {
        head = try await fetch(address) { _, data in try body.append(data) }
      } catch let error as URLError {
        guard attempt < settings.retries else {
          throw HubError.unreachable(url: address.absoluteString, reason: error.localizedDescription)
        }
        try await pause(attempt: attempt, after: nil)
        continue
      }
      if Self.isTransient(head.status), attempt < settings.retries {
        try await pause(attempt: attempt, after: head)
        continue
      }
      if let error = error(for: head, about: id, revision: revision) { throw error }
      return (head, body.data)
    }
    throw HubError.unreachable(url: address.absoluteString, reason: "no answer")
  }

  /// A body in memory, bounded.
  private final class Collected: @unchecked Sendable {
    // Written on the exchange's queue, read after it ended.
    private(set) var data = Data()
    func append(_ more: Data) throws {
      guard data.count + more.count <= 64 << 20 else { throw URLError(.dataLengthExceedsMaximum) }
      data.append(more)
    }
  }

  // MARK: Addresses

  private func url(_ path: String) -> URL {
    let base = settings.endpoint.absoluteString
    return URL(string: (base.hasSuffix("/") ? base : base + "/") + path) ?? settings.endpoint
  }

  private func isEndpoint(_ url: URL) -> Bool {
    let endpoint = settings.endpoint
    return url.scheme == endpoint.scheme && url.host == endpoint.host && url.port == endpoint.port
  }

  private static func escaped(_ text: String, keepSlashes: Bool = false) -> String {
    let plain = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        + (keepSlashes ? "/" : ""))
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? text
  }

  private static func isHexadecimal(_ text: String, _ count: Int) -> Bool {
    text.utf8.count == count
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private static func isSafe(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } && !path.utf8.contains(0)
  }

  /// The address in `<…>; rel="next"` (RFC 8288).
  private static func nextPage(_ link: String) -> String? {
    for part in link.split(separator: ",") where part.contains("rel=\"next\"") {
      guard let open = part.firstIndex(of: "<"), let close = part.firstIndex(of: ">"), open < close else {
        continue
      }
      return String(part[part.index(after: open)..<close])
    }
    return nil
  }

  /// Seconds to wait: `Retry-After`, or `t` of the Hub's `RateLimit` header.
  private static func wait(_ head: HTTPHead) -> Double? {
    if let seconds = head["retry-after"].flatMap(Double.init) { return max(0, seconds) }
    guard head.status == 429, let limit = head["ratelimit"] else { return nil }
    return limit.split(separator: ";").first { $0.hasPrefix("t=") }.flatMap { Double($0.dropFirst(2)) }
  }
}
