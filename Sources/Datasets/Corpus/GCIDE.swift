import Files

/// The default corpus: the GNU Collaborative International Dictionary of English, 40 MB of plain English in
/// 126,000 entries, as Debian and Ubuntu package it (`dict-gcide`, GPL).
///
/// It is taken from `/usr/share/dictd` where it is installed, else from the cache, else fetched by `apt-get
/// download` and unpacked there. None of this needs root: when the system has no package lists yet, lists are
/// fetched into a folder of our own. apt checks the package against the distribution's signed index.
package enum GCIDE {
  private static let package = "dict-gcide"

  /// Finds or fetches it.
  /// - Parameters:
  ///   - cache: The folder for fetched corpora.
  ///   - system: Where the distribution's package puts dictionaries.
  /// - Throws: `DatasetError.fetchFailed` or `.cannotWrite`.
  package static func corpus(cache: String, system: String = "/usr/share/dictd") throws -> Corpus {
    let kept = "\(cache)/gcide"
    for folder in [system, kept] where isComplete(folder) { return corpus(in: folder) }
    try fetch(into: kept, cache: cache)
    return corpus(in: kept)
  }

  private static func corpus(in folder: String) -> Corpus {
    Corpus(name: "gcide", files: [Corpus.File(path: "\(folder)/gcide.index", format: .dictd)])
  }

  private static func isComplete(_ folder: String) -> Bool {
    System.isFile("\(folder)/gcide.index")
      && System.isFile(Corpus.dictionaryText(ofIndex: "\(folder)/gcide.index"))
  }

  private static func fetch(into folder: String, cache: String) throws {
    try System.makeFolder(cache)
    let lock = try FolderLock(path: "\(cache)/gcide.lock")
    defer { withExtendedLifetime(lock) {} }
    if isComplete(folder) { return }
    let work = "\(cache)/gcide.partial"
    System.remove(work)
    defer { System.remove(work) }
    try System.makeFolder("\(work)/lists")
    try System.makeFolder("\(work)/archives")
    try System.makeFolder("\(work)/tree")

    try download(in: work)
    guard let archive = try System.names(in: work).first(where: { $0.hasSuffix(".deb") }) else {
      throw failure("apt-get left no package")
    }
    let unpacked = try Shell.run(["dpkg", "-x", archive, "tree"], in: work)
    guard unpacked.status == 0 else { throw failure(unpacked.reason) }
    let texts = "\(work)/tree/usr/share/dictd"
    guard isComplete(texts) else { throw failure("the package holds no gcide.index") }
    for name in try System.names(in: texts) { try System.synchronize("\(texts)/\(name)") }
    System.remove(folder)
    try System.rename(texts, to: folder)
    try System.synchronize(cache)
  }

  private static func download(in work: String) throws {
    let first = try Shell.run(["apt-get", "-q", "download", package], in: work)
    switch first.status {
    case 0: return
    case 127:
      throw DatasetError.fetchFailed(
        corpus: "gcide", reason: "this system has no apt-get",
        remedy: "get gcide.index and gcide.dict.dz from Debian's package \(package) and put them into "
          + "/usr/share/dictd, or give a corpus of your own: a file, folder or glob")
    default: break
    }
    // Most often the package lists are missing (a fresh container) or old.
    let own = [
      "-q", "-o", "Dir::State::Lists=\(work)/lists", "-o", "Dir::Cache=\(work)/archives", "-o",
      "Debug::NoLocking=true",
    ]
    let update = try Shell.run(["apt-get"] + own + ["update"], in: work)
    guard update.status == 0 else { throw failure(update.reason) }
    let second = try Shell.run(["apt-get"] + own + ["download", package], in: work)
    guard second.status == 0 else { throw failure(second.reason) }
  }

  private static func failure(_ reason: String) -> DatasetError {
    .fetchFailed(
      corpus: "gcide", reason: reason,
      remedy:
        "check the network, or install it with: apt-get install \(package), or give a corpus of your own")
  }
}
