import Foundation
import HuggingFace
import Testing

private let large = (0..<200_000).map { _ in UInt8.random(in: 0...255) }
private let small = Array("{\"text\": \"small\"}\n".utf8)
private let files = [
  "data/a b.jsonl": large, "data/c.jsonl": small, "readme.txt": small, ".gitattributes": small,
]

@Suite("Data sets of the Hub", .enabled(if: LocalHub.isPossible, "needs python3"), .serialized)
struct HubDatasetTests {
  private func contents(_ files: HubDataset.Files) throws -> [[UInt8]] {
    try files.paths.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
  }

  private func error(
    _ moods: [String: Any], name: String = "hf:o/n", files: [String: [UInt8]] = files, token: String? = nil,
    maximumBytes: Int = 1 << 30
  ) async throws -> HubError? {
    let hub = try LocalHub(files: files, moods: moods)
    let set = try HubDataset(name)
    let settings = hub.settings(token: token)
    let error = await #expect(throws: HubError.self) {
      try await set.fetch(maximumBytes: maximumBytes, settings: settings)
    }
    if let error { #expect(!error.description.contains("\n")) }
    let blobs =
      (try? FileManager.default.contentsOfDirectory(atPath: hub.folder + "/cache/datasets--o--n/blobs")) ?? []
    #expect(blobs.allSatisfy { $0.hasSuffix(".apus-partial") })
    return error
  }

  @Test("Downloaded once, checked, and laid out as Python's library does")
  func download() async throws {
    let hub = try LocalHub(files: files)
    let set = try HubDataset("hf:o/n")
    let found = try await set.fetch(settings: hub.settings())
    let snapshot = hub.folder + "/cache/datasets--o--n/snapshots/\(found.commit)"
    #expect(found.paths == [snapshot + "/data/a b.jsonl", snapshot + "/data/c.jsonl"])
    #expect(try contents(found) == [large, small])
    #expect(found.leftOut == 0)
    #expect(
      try String(contentsOfFile: hub.folder + "/cache/datasets--o--n/refs/main", encoding: .utf8)
        == found.commit)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: found.paths[0]).hasPrefix("../../../blobs/"))
    let before = try hub.downloads.count
    #expect(try await set.fetch(settings: hub.settings()) == found)
    #expect(try hub.downloads.count == before)

    // Without the Hub, what is there is found; what is not there is an error.
    hub.stop()
    #expect(try await set.fetch(settings: hub.settings()) == found)
    var offline = hub.settings()
    offline.isOffline = true
    #expect(try await set.fetch(settings: offline) == found)
    let other = try HubDataset("hf:o/other")
    await #expect(throws: HubError.offline("o/other")) { try await other.fetch(settings: offline) }
  }

  @Test("A connection that breaks is taken up where it broke")
  func resume() async throws {
    let hub = try LocalHub(files: files, moods: ["drop": 3])
    let found = try await HubDataset("hf:o/n").fetch(settings: hub.settings())
    #expect(try contents(found) == [large, small])
    let ranges = try hub.downloads.filter { $0.path.contains("a%20b") }.map(\.range)
    #expect(ranges.count == 4)
    #expect(ranges == [nil, "bytes=50001-", "bytes=100002-", "bytes=150003-"])
  }

  @Test("A download that another process left is taken up")
  func resumeAfterDeath() async throws {
    let first = try LocalHub(files: files, moods: ["drop": 100])
    var impatient = first.settings()
    impatient.retries = 0
    impatient.retryDelay = 0
    let set = try HubDataset("hf:o/n:data")
    // Each attempt brings a quarter and so earns another: the small file, whole at once, never fails.
    _ = try await set.fetch(settings: impatient)
    let hub = try LocalHub(files: files)
    let blobs = hub.folder + "/cache/datasets--o--n/blobs"
    try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: true)
    let name = try FileManager.default.contentsOfDirectory(
      atPath: first.folder + "/cache/datasets--o--n/blobs"
    )
    .first { $0.count == 64 }
    try Data(large[..<777]).write(to: URL(fileURLWithPath: "\(blobs)/\(try #require(name)).apus-partial"))
    #expect(try contents(try await set.fetch(settings: hub.settings())) == [large, small])
    #expect(try hub.downloads.first { $0.path.contains("a%20b") }?.range == "bytes=777-")
  }

  @Test(
    "A server without ranges, or with wrong ones, starts again", arguments: [["no_range": 1], ["shift": 5]])
  func ranges(mood: [String: Int]) async throws {
    let hub = try LocalHub(files: files, moods: mood.merging(["drop": 1]) { $1 })
    #expect(try contents(try await HubDataset("hf:o/n").fetch(settings: hub.settings())) == [large, small])
  }

  @Test("The token goes to the endpoint and to no other host")
  func token() async throws {
    let hub = try LocalHub(files: files, moods: ["token": "secret", "redirect": true])
    #expect(
      try contents(try await HubDataset("hf:o/n").fetch(settings: hub.settings(token: "secret"))).count == 2)
    let requests = try hub.requests
    #expect(requests.contains { $0.network })
    for request in requests { #expect((request.authorization != nil) == !request.network) }
  }

  @Test("A busy or broken Hub is asked again", arguments: ["busy", "broken"])
  func patience(mood: String) async throws {
    let hub = try LocalHub(files: files, moods: [mood: 2])
    #expect(try contents(try await HubDataset("hf:o/n").fetch(settings: hub.settings())) == [large, small])
  }

  @Test("Files are taken in order up to the limit, and those below a folder only")
  func choice() async throws {
    let many = ["x/1.txt": small, "x/2.txt": small, "x/3.txt": small, "y.txt": small]
    let hub = try LocalHub(files: many)
    let limited = try await HubDataset("hf:o/n").fetch(
      maximumBytes: 2 * small.count, settings: hub.settings())
    #expect(limited.paths.map { ($0 as NSString).lastPathComponent } == ["1.txt", "2.txt"])
    #expect(limited.leftOut == 2)
    let below = try await HubDataset("hf:o/n@main:x").fetch(settings: hub.settings())
    #expect(below.paths.count == 3)
  }

  @Test("Progress counts all bytes and ends at the whole")
  func progress() async throws {
    final class Steps: @unchecked Sendable {
      private let lock = NSLock()
      private var steps: [HubDataset.Progress] = []
      var all: [HubDataset.Progress] { lock.withLock { steps } }
      func add(_ step: HubDataset.Progress) { lock.withLock { steps.append(step) } }
    }
    let hub = try LocalHub(files: files)
    let steps = Steps()
    _ = try await HubDataset("hf:o/n").fetch(settings: hub.settings()) { steps.add($0) }
    #expect(steps.all.last?.bytes == large.count + small.count)
    #expect(steps.all.allSatisfy { $0.totalBytes == large.count + small.count && $0.bytes <= $0.totalBytes })
  }

  @Test("What is wrong is said in one line, and nothing bad is kept")
  func errors() async throws {
    guard case .damaged(let path, _)? = try await error(["lie": true]) else {
      Issue.record("a lie was believed")
      return
    }
    #expect(path == "data/a b.jsonl")
    #expect(try await error([:], name: "hf:o/none") == .repositoryNotFound("o/none", hasToken: false))
    #expect(try await error([:], name: "hf:o/n@v9") == .revisionNotFound("o/n", revision: "v9"))
    #expect(try await error([:], name: "hf:o/gated") == .gated("o/gated"))
    #expect(try await error(["token": "x"], token: "y") == .repositoryNotFound("o/n", hasToken: true))
    #expect(try await error([:], files: ["a.bin": small]) == .noText("o/n"))
    #expect(try await error([:], maximumBytes: 10) == .tooLarge("o/n", bytes: large.count, limit: 10))
    for mood in ["circle", "climb"] {
      guard case .unexpectedAnswer? = try await error([mood: true]) else {
        Issue.record("\(mood) was followed")
        continue
      }
    }
    guard case .refused(_, 503, _)? = try await error(["broken": 100]) else {
      Issue.record("a broken Hub was not given up")
      return
    }
    let nowhere = HubSettings(environment: [
      "HF_ENDPOINT": "http://127.0.0.1:1", "HOME": NSTemporaryDirectory(),
    ])
    var impatient = nowhere
    impatient.retries = 0
    let set = try HubDataset("hf:o/n")
    let settings = impatient
    let error = await #expect(throws: HubError.self) { try await set.fetch(settings: settings) }
    #expect(error?.description.contains("cannot reach http://127.0.0.1:1") == true)
  }

  @Test(
    "Names that are none",
    arguments: [
      "o/n", "hf:o", "hf:o/n/x", "hf:../n", "hf:o/", "hf:o/n@", "hf:o/n@../../x", "hf:o/n?x=1", "hf:o/..",
    ])
  func names(name: String) {
    #expect(throws: HubError.invalidName(name)) { try HubDataset(name) }
  }

  @Test("Settings come from the variables of Python's library")
  func settings() throws {
    let folder = NSTemporaryDirectory() + "apus-hf-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(" saved\n".utf8).write(to: URL(fileURLWithPath: folder + "/token"))
    let saved = HubSettings(environment: ["HF_HOME": folder])
    #expect(saved.token == "saved")
    #expect(saved.cache == folder + "/hub")
    #expect(saved.endpoint.absoluteString == "https://huggingface.co")
    let given = HubSettings(environment: ["HF_HOME": folder, "HF_TOKEN": "given", "HF_HUB_OFFLINE": "1"])
    #expect(given.token == "given")
    #expect(given.isOffline && !saved.isOffline)
  }
}
