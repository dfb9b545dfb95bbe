import Digests
import TokenShards

/// The first reading of a corpus: the split of every document, and a sample for the tokenizer.
struct CorpusSurvey {
  /// One verdict per document, in reading order.
  private(set) var verdicts: [DocumentSieve.Verdict] = []
  private(set) var counts = CorpusCounts()
  private(set) var sample: TokenizerSample

  /// Reads all documents of a corpus.
  /// - Throws: `DatasetError`, also when val or test would hold too little.
  init(
    _ corpus: Corpus, settings: PreparationSettings, progress: (PreparationProgress) -> Void
  ) throws {
    sample = TokenizerSample(limit: settings.tokenizerSampleBytes)
    var sieve = DocumentSieve(shares: settings.shares)
    var documents = corpus.documents()
    let clock = StageClock(.reading)
    // A packed corpus unpacks to more than its files hold: then no fraction is known.
    let total =
      corpus.files.contains { $0.format == .dictd || $0.format == .parquet } ? nil : try corpus.byteCount()
    var reported = 0
    while let document = try documents.next() {
      let (verdict, hash) = sieve.judge(document)
      verdicts.append(verdict)
      counts.add(document, verdict)
      if verdict == .train { sample.add(document.text, hash: hash) }
      if documents.bytesRead - reported >= 8 << 20 {
        reported = documents.bytesRead
        progress(clock.progress(bytes: reported, of: total))
      }
    }
    progress(clock.progress(bytes: documents.bytesRead, of: documents.bytesRead))
    guard counts.documents > 0 else {
      throw DatasetError.corpusEmpty(corpus.name, reason: "it holds nothing but white space")
    }
    for split in Split.allCases {
      let count = counts[split]
      guard count.documents > 0, count.bytes >= settings.minimumSplitBytes else {
        throw DatasetError.tooLittleText(
          corpus: corpus.name, split: split.rawValue, documents: count.documents, bytes: count.bytes,
          needed: settings.minimumSplitBytes)
      }
    }
  }
}

/// What a corpus holds and what was dropped of it.
package struct CorpusCounts: Codable, Equatable, Sendable {
  /// Documents and their UTF-8 bytes.
  package struct Count: Codable, Equatable, Sendable {
    package internal(set) var documents = 0
    package internal(set) var bytes = 0

    mutating func add(_ document: Document) {
      documents += 1
      bytes += document.text.count
    }
  }

  package internal(set) var train = Count()
  package internal(set) var val = Count()
  package internal(set) var test = Count()
  /// Documents that stood in the corpus before, but for white space.
  package internal(set) var duplicates = Count()
  /// Documents of white space only.
  package internal(set) var blank = 0
  /// Ill-formed UTF-8 sequences that became U+FFFD.
  package internal(set) var replacements = 0

  package subscript(split: Split) -> Count {
    switch split {
    case .train: train
    case .val: val
    case .test: test
    }
  }

  /// Documents kept.
  package var documents: Int { train.documents + val.documents + test.documents }
  /// Bytes kept.
  package var bytes: Int { train.bytes + val.bytes + test.bytes }

  mutating func add(_ document: Document, _ verdict: DocumentSieve.Verdict) {
    replacements += document.replacements
    switch verdict {
    case .train: train.add(document)
    case .val: val.add(document)
    case .test: test.add(document)
    case .duplicate: duplicates.add(document)
    case .blank: blank += 1
    }
  }
}

/// A bounded share of the train split, even over the whole corpus however long that turns out to be.
///
/// A document is in while its hash, spread again, lies below a threshold; when the sample grows too large the
/// threshold halves and what lies above it goes.
struct TokenizerSample {
  private let limit: Int
  private var threshold = UInt64.max
  private var entries: [(rank: UInt64, text: [UInt8])] = []
  private(set) var bytes = 0

  init(limit: Int) { self.limit = limit }

  /// The sample, in reading order.
  var documents: [[UInt8]] { entries.map(\.text) }

  mutating func add(_ text: [UInt8], hash: UInt64) {
    // The split took the top of the hash; spread again, it is an independent number.
    let rank = XXH64.avalanche(hash ^ 0x9E37_79B9_7F4A_7C15)
    guard rank <= threshold else { return }
    entries.append((rank, text))
    bytes += text.count
    while bytes > limit, entries.count > 1 {
      threshold /= 2
      entries.removeAll { $0.rank > threshold }
      bytes = entries.reduce(0) { $0 + $1.text.count }
    }
  }
}
