import Datasets
import Files
import Foundation
import TestSupport
import Testing
import TokenShards
import Tokenizers

@Suite("Prepared text")
struct PreparedTextTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Three disjoint splits hold every distinct document once", arguments: [300, 70_000])
  func splits(vocabularySize: Int) throws {
    var maker = TextMaker(seed: 3)
    let unique = maker.texts(2000, words: 1...30)
    // Copies, some with other white space, and blank documents.
    let copies = unique.prefix(300).map { $0.replacingOccurrences(of: " ", with: " \n\t ") + "\n" }
    let file = try folder.write(
      try jsonLines(unique + ["", " \n"] + copies + unique.suffix(50)), to: "a.jsonl")
    let text = try PreparedText.prepare(
      Corpus.locate(file), settings: smallSettings(vocabularySize: vocabularySize), trainer: ByteTrainer(),
      cache: folder.path("prepared"))

    var seen: [String: Split] = [:]
    for split in Split.allCases {
      let tokens = try text.split(split)
      #expect(tokens.documentCount == text.counts[split].documents)
      #expect(tokens.byteCount == text.counts[split].bytes)
      var bytes = 0
      for index in 0..<tokens.documentCount {
        let document = tokens.document(index)
        #expect(document.first == Int32(tokens.bosToken))
        bytes += document.reduce(0) { $0 + text.tokenByteCounts[Int($1)] }
        let string = String(decoding: document.dropFirst().map { UInt8($0) }, as: UTF8.self)
        #expect(seen.updateValue(split, forKey: string) == nil)
      }
      #expect(bytes == tokens.byteCount)
    }
    #expect(Set(seen.keys) == Set(unique))
    #expect(text.counts.duplicates.documents == 350)
    #expect(text.counts.blank == 2)
    // 2,000 documents at 5 %: 100, give or take four standard deviations.
    for split in [Split.val, .test] { #expect((61...139).contains(text.counts[split].documents)) }
  }

  @Test("A document keeps its split when others come and go")
  func stable() throws {
    var maker = TextMaker(seed: 4)
    let texts = maker.texts(1000, words: 1...10)
    func placed(_ texts: [String], _ name: String) throws -> [[Int32]: Split] {
      let file = try folder.write(try jsonLines(texts), to: name)
      let text = try PreparedText.prepare(
        Corpus.locate(file), settings: smallSettings(), trainer: ByteTrainer(), cache: folder.path("prepared")
      )
      var places: [[Int32]: Split] = [:]
      for split in Split.allCases {
        let tokens = try text.split(split)
        for index in 0..<tokens.documentCount { places[tokens.document(index)] = split }
      }
      return places
    }
    let all = try placed(texts, "all.jsonl")
    let some = try placed(Array(texts.shuffled().prefix(700)), "some.jsonl")
    #expect(some.count == 700)
    #expect(some.allSatisfy { all[$0.key] == $0.value })
  }

  @Test("Made once for a corpus and settings, found afterwards, remade when either changes")
  func reuse() throws {
    let first = try prepared(300, seed: 5, in: folder)
    let corpus = try Corpus.locate(folder.path("5.jsonl"))
    func again(_ settings: PreparationSettings) throws -> (PreparedText, made: Bool) {
      let steps = Steps()
      let text = try PreparedText.prepare(
        corpus, settings: settings, trainer: ByteTrainer(), cache: folder.path("prepared"),
        progress: steps.add)
      return (text, !steps.all.isEmpty)
    }
    #expect(try again(smallSettings()).made == false)
    #expect(try again(smallSettings()).0.folder == first.folder)
    #expect(try again(smallSettings(vocabularySize: 301)).made)
    try folder.write(folder.read("5.jsonl") + Array("{\"text\": \"one more\"}\n".utf8), to: "5.jsonl")
    #expect(try again(smallSettings()).made)
  }

  /// Who changes the fields counts up `PreparedManifest.currentFormat` and writes both down here: then folders of the
  /// older program are left alone, and none is called damaged.
  @Test("The folder's name holds the format, and the format stands for these fields")
  func format() throws {
    let text = try prepared(300, seed: 31, in: folder)
    let name = try #require(text.folder.split(separator: "/").last)
    #expect(name.hasPrefix("v2-"))
    let manifest = try JSONSerialization.jsonObject(with: Data(folder.read("prepared/\(name)/manifest.json")))
    #expect((manifest as? [String: Any])?["format"] as? Int == 2)
    let pairs = ["bytes", "documents"]
    let splits = ["train", "val", "test"]
    let counts = (splits + ["duplicates"]).flatMap { part in pairs.map { "counts.\(part).\($0)" } }
    let expected =
      counts + splits.map { "settings.shares.\($0)" } + [
        "bosToken", "corpus", "counts.blank", "counts.replacements", "fingerprint", "format",
        "settings.minimumSplitBytes", "settings.splitPattern", "settings.tokenizerSampleBytes",
        "settings.vocabularySize", "tokenByteCounts", "tokenizerSampleBytes", "vocabularySize",
      ]
    #expect(fields(of: manifest) == Set(expected))
  }

  private func fields(of value: Any) -> Set<String> {
    guard let members = value as? [String: Any] else { return [] }
    return members.reduce(into: []) { names, member in
      let below = fields(of: member.value)
      names.formUnion(below.isEmpty ? [member.key] : Set(below.map { "\(member.key).\($0)" }))
    }
  }

  @Test("Progress ends at the whole of each step, in order")
  func progress() throws {
    var maker = TextMaker(seed: 6)
    let file = try folder.write(try jsonLines(maker.texts(500)), to: "a.jsonl")
    let steps = Steps()
    let text = try PreparedText.prepare(
      Corpus.locate(file), settings: smallSettings(), trainer: ByteTrainer(), cache: folder.path,
      progress: steps.add)
    let all = steps.all
    for stage in [PreparationProgress.Stage.reading, .trainingTokenizer, .encoding] {
      #expect(all.last { $0.stage == stage }?.fraction == 1)
    }
    #expect(all.first?.stage == .reading)
    #expect(all.last?.bytes == text.counts.bytes)
  }

  @Test("Many at once make it once")
  func concurrent() async throws {
    var maker = TextMaker(seed: 7)
    let file = try folder.write(try jsonLines(maker.texts(500)), to: "a.jsonl")
    let cache = folder.path("prepared")
    let corpus = try Corpus.locate(file)
    let trainer = CountingTrainer()
    let folders = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<6 {
        group.addTask {
          try PreparedText.prepare(corpus, settings: smallSettings(), trainer: trainer, cache: cache).folder
        }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(folders.count == 1)
    #expect(trainer.count == 1)
  }

  @Test("The tokenizer sees documents of the train split only, and no more than the sample allows")
  func sample() throws {
    var maker = TextMaker(seed: 8)
    let file = try folder.write(try jsonLines(maker.texts(3000, words: 5...10)), to: "a.jsonl")
    let trainer = CountingTrainer()
    var settings = smallSettings()
    settings.tokenizerSampleBytes = 40_000
    let text = try PreparedText.prepare(
      Corpus.locate(file), settings: settings, trainer: trainer, cache: folder.path)
    let train = try text.split(.train)
    let documents = Set((0..<train.documentCount).map { train.document($0).dropFirst().map { UInt8($0) } })
    #expect(trainer.sample.allSatisfy(documents.contains))
    let bytes = trainer.sample.reduce(0) { $0 + $1.count }
    #expect((10_000...40_000).contains(bytes))
    // Taken from all over the corpus: documents of its last tenth are among them.
    let late = Set(
      (train.documentCount * 9 / 10..<train.documentCount).map {
        train.document($0).dropFirst().map { UInt8($0) }
      })
    #expect(trainer.sample.contains(where: late.contains))
  }

  @Test("A process that is killed while it prepares leaves no half of a folder")
  func killed() async throws {
    var maker = TextMaker(seed: 9)
    let file = try folder.write(try jsonLines(maker.texts(500)), to: "a.jsonl")
    let cache = folder.path("prepared")
    await #expect(processExitsWith: .signal(SIGKILL)) { [file = file as String, cache = cache as String] in
      _ = try PreparedText.prepare(
        Corpus.locate(file), settings: smallSettings(), trainer: ByteTrainer(), cache: cache
      ) { if $0.stage == .encoding { kill(getpid(), SIGKILL) } }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: cache)
    #expect(left.filter { $0.contains(".partial-") }.count == 1)
    let text = try PreparedText.prepare(
      Corpus.locate(file), settings: smallSettings(), trainer: ByteTrainer(), cache: cache)
    #expect(try text.split(.train).documentCount == text.counts.train.documents)
    let after = try FileManager.default.contentsOfDirectory(atPath: cache)
    #expect(after.filter { $0.contains(".partial-") }.isEmpty)
  }
}

@Suite("Preparations that cannot be")
struct BadPreparationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func error(_ settings: PreparationSettings = PreparationSettings(), cache: String? = nil) throws
    -> String
  {
    let corpus = try Corpus.locate(folder.path("a.jsonl"))
    let cache = cache ?? folder.path("prepared")
    let error = #expect(throws: (any Error).self) {
      try PreparedText.prepare(corpus, settings: settings, trainer: ByteTrainer(), cache: cache)
    }
    let left = (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []
    #expect(left.allSatisfy { $0.hasSuffix(".lock") })
    let line = error.map { "\($0)" } ?? ""
    #expect(!line.contains("\n"))
    return line
  }

  @Test("Too little text, or none but white space")
  func little() throws {
    var maker = TextMaker(seed: 10)
    try folder.write(try jsonLines(maker.texts(20)), to: "a.jsonl")
    #expect(try error().contains("too little text in \(folder.path("a.jsonl"))"))
    try folder.write(try jsonLines(["", " "]), to: "a.jsonl")
    #expect(try error().contains("nothing but white space"))
  }

  @Test("Settings that make no sense")
  func settings() throws {
    try folder.write(try jsonLines(["a"]), to: "a.jsonl")
    var settings = PreparationSettings()
    settings.vocabularySize = 100
    #expect(try error(settings).contains("vocabulary size"))
    #expect(throws: DatasetError.self) { try SplitShares(train: 1000, val: 0, test: 0) }
    #expect(throws: DatasetError.self) { try SplitShares(train: 900, val: 50, test: 51) }
    #expect(throws: DatasetError.self) { try SplitShares(train: Int.max, val: 1, test: 1) }
  }

  @Test("A cache folder that cannot be made")
  func cacheIsFile() throws {
    try folder.write(try jsonLines(["a"]), to: "a.jsonl")
    try folder.write("", to: "file")
    let line = try error(cache: folder.path("file/prepared"))
    #expect(line.contains("cannot write \(folder.path("file"))"))
    #expect(line.contains("APUS_HOME"))
  }

  @Test("A cache folder that cannot be written", .enabled(if: geteuid() != 0, "root writes everywhere"))
  func readOnly() throws {
    var maker = TextMaker(seed: 11)
    try folder.write(try jsonLines(maker.texts(300)), to: "a.jsonl")
    try folder.write("", to: "closed/x.lock")
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path("closed"))
    #expect(try error(cache: folder.path("closed")).contains("make it writable"))
  }

  @Test("A disk that takes no more: one line, and nothing is left")
  func full() async throws {
    var maker = TextMaker(seed: 12)
    let file = try folder.write(try jsonLines(maker.texts(3000)), to: "a.jsonl")
    let cache = folder.path("prepared")
    // A limit on the size of files stands for the full disk: the same call fails at the same place.
    await #expect(processExitsWith: .success) { [file = file as String, cache = cache as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      do {
        _ = try PreparedText.prepare(
          Corpus.locate(file), settings: smallSettings(), trainer: ByteTrainer(), cache: cache)
        exit(1)
      } catch FileError.cannotWrite(let path, _, _) where path.hasPrefix(cache) {
        exit(0)
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache).allSatisfy { $0.hasSuffix(".lock") })
  }
}

/// Collects progress from any thread.
final class Steps: @unchecked Sendable {
  private let lock = NSLock()
  private var steps: [PreparationProgress] = []
  var all: [PreparationProgress] { lock.withLock { steps } }
  func add(_ step: PreparationProgress) { lock.withLock { steps.append(step) } }
}

/// Remembers how often it was asked, and with what.
final class CountingTrainer: TextEncoderTrainer, @unchecked Sendable {
  private let lock = NSLock()
  private var samples: [[[UInt8]]] = []
  var count: Int { lock.withLock { samples.count } }
  var sample: [[UInt8]] { lock.withLock { samples.last ?? [] } }

  func train(on sample: [[UInt8]], settings: PreparationSettings) -> any TextEncoder {
    lock.withLock { samples.append(sample) }
    return ByteEncoder(vocabularySize: settings.vocabularySize)
  }
}

@Suite("Prepared text in byte pairs")
struct BytePairPreparationTests {
  @Test("Tokens decode to the documents, and stand for their bytes")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    var maker = TextMaker(seed: 14)
    // A look-alike of the token that begins documents is text like any other.
    let texts = maker.texts(800).map { $0 + "\n<|bos|>\r\n  \u{FFFD}" }
    let file = try folder.write(try jsonLines(texts), to: "a.jsonl")
    let remembering = RememberingTrainer()
    let text = try PreparedText.prepare(
      Corpus.locate(file), settings: smallSettings(vocabularySize: 380), trainer: remembering,
      cache: folder.path)
    #expect(text.vocabularySize == 380)
    #expect(text.tokenByteCounts[text.bosToken] == 0)

    // The tokenizer is what its own room learns from the train split.
    let trainer = try BPETrainer(vocabularySize: 380, pattern: SplitPattern(.nanochat))
    let tokenizer = try trainer.train(on: remembering.sample).tokenizer
    #expect(try text.tokenizer().tokenizerJSON() == tokenizer.tokenizerJSON())
    var decoded: [Split: Set<String>] = [:]
    for split in Split.allCases {
      let tokens = try text.split(split)
      var bytes = 0
      for index in 0..<tokens.documentCount {
        let document = tokens.document(index)
        #expect(document.dropFirst().allSatisfy { Int($0) != text.bosToken })
        bytes += document.reduce(0) { $0 + text.tokenByteCounts[Int($1)] }
        decoded[split, default: []].insert(try tokenizer.decode(document.dropFirst()))
      }
      #expect(bytes == tokens.byteCount)
    }
    #expect(decoded.values.reduce(into: Set()) { $0.formUnion($1) } == Set(texts))
    let other = try trainer.train(on: [Array("quite another text".utf8)]).tokenizer
    try other.write(tokenizerJSON: text.tokenizerPath)
    #expect(throws: TokenShardError.self) { try text.tokenizer() }
    #expect(decoded[.train] == Set(remembering.sample.map { String(decoding: $0, as: UTF8.self) }))
  }

  @Test("A pattern that is none is refused, and nothing is left")
  func pattern() throws {
    let folder = try TemporaryFolder()
    var maker = TextMaker(seed: 15)
    let file = try folder.write(try jsonLines(maker.texts(400)), to: "a.jsonl")
    var settings = smallSettings()
    settings.splitPattern = "(unclosed"
    #expect(throws: TokenizerError.self) {
      try PreparedText.prepare(Corpus.locate(file), settings: settings, cache: folder.path("prepared"))
    }
    #expect(try folder.names(in: "prepared").allSatisfy { $0.hasSuffix(".lock") })
  }
}

/// The real trainer, which remembers what it learned from.
private final class RememberingTrainer: TextEncoderTrainer, @unchecked Sendable {
  private let lock = NSLock()
  private var seen: [[UInt8]] = []
  var sample: [[UInt8]] { lock.withLock { seen } }

  func train(on sample: [[UInt8]], settings: PreparationSettings) throws -> any TextEncoder {
    lock.withLock { seen = sample }
    return try BytePairTrainer().train(on: sample, settings: settings)
  }
}
