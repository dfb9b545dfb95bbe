import Dispatch
import Files
import TokenShards

/// Makes a prepared text: reads the corpus twice, learns a tokenizer in between.
struct Preparation {
  let corpus: Corpus
  let settings: PreparationSettings
  let trainer: any TextEncoderTrainer
  let progress: (PreparationProgress) -> Void

  /// Fills an existing, empty folder; everything in it is on disk when this returns.
  func make(in folder: String, fingerprint: UInt64) throws {
    let survey = try CorpusSurvey(corpus, settings: settings, progress: progress)
    let sampleBytes = survey.sample.bytes
    let learning = StageClock(.trainingTokenizer)
    progress(learning.progress(bytes: 0, of: nil))
    let encoder = try trainer.train(on: survey.sample.documents, settings: settings)
    progress(learning.progress(bytes: sampleBytes, of: sampleBytes))

    try encode(survey, with: encoder, into: folder)
    try System.write(try encoder.file(), to: "\(folder)/\(PreparedManifest.tokenizerFileName)")
    let manifest = PreparedManifest(
      format: PreparedManifest.currentFormat, corpus: corpus.name,
      fingerprint: PreparedManifest.hexadecimal(fingerprint), settings: settings,
      vocabularySize: encoder.vocabularySize, bosToken: encoder.bosToken, tokenizerSampleBytes: sampleBytes,
      counts: survey.counts, tokenByteCounts: encoder.tokenByteCounts)
    try System.write(JSONFile.encode(manifest), to: "\(folder)/\(PreparedManifest.fileName)")
    try System.synchronize(folder)
  }

  private func encode(_ survey: CorpusSurvey, with encoder: any TextEncoder, into folder: String) throws {
    var writers: [Split: SplitWriter] = [:]
    for split in Split.allCases {
      writers[split] = try SplitWriter(
        split: split, folder: "\(folder)/\(split.rawValue)", vocabularySize: encoder.vocabularySize,
        bosToken: encoder.bosToken)
    }
    let clock = StageClock(.encoding)
    let total = survey.counts.bytes
    var documents = corpus.documents()
    var verdicts = survey.verdicts.makeIterator()
    var encoded = 0
    var batch = EncodingBatch()
    func flush() throws {
      for (document, tokens) in zip(batch.documents, try batch.encode(with: encoder)) {
        try writers[document.split]?.append(tokens, bytes: document.text.count)
      }
      encoded += batch.bytes
      batch = EncodingBatch()
      progress(clock.progress(bytes: encoded, of: total))
    }
    while let document = try documents.next() {
      guard let verdict = verdicts.next() else { throw changed() }
      guard let split = verdict.split else { continue }
      batch.append(document.text, split)
      if batch.bytes >= EncodingBatch.fullSize { try flush() }
    }
    guard verdicts.next() == nil else { throw changed() }
    try flush()
    guard encoded == total else { throw changed() }
    for split in Split.allCases { try writers[split]?.finish() }
  }

  private func changed() -> FileError {
    .cannotRead(path: corpus.name, reason: "it changed while it was read; run the command again")
  }
}

/// Some documents, encoded on all cores at once.
private struct EncodingBatch {
  /// Text per batch: enough to keep many cores busy, little enough to hold in memory.
  static let fullSize = 8 << 20
  /// Text per task: a core that finishes early takes another.
  static let taskSize = 64 << 10

  private(set) var documents: [(split: Split, text: [UInt8])] = []
  private(set) var bytes = 0
  /// The first document of each task.
  private var tasks: [Int] = []
  private var bytesInTask = EncodingBatch.taskSize

  mutating func append(_ text: [UInt8], _ split: Split) {
    if bytesInTask >= Self.taskSize {
      tasks.append(documents.count)
      bytesInTask = 0
    }
    documents.append((split, text))
    bytesInTask += text.count
    bytes += text.count
  }

  /// The tokens of each document.
  /// - Throws: What the encoder throws.
  func encode(with encoder: any TextEncoder) throws -> [[Int32]] {
    let bounds = tasks + [documents.count]
    var tokens = [[Int32]](repeating: [], count: documents.count)
    var errors = [(any Error)?](repeating: nil, count: tasks.count)
    tokens.withUnsafeMutableBufferPointer { tokenBuffer in
      errors.withUnsafeMutableBufferPointer { errorBuffer in
        // Safe to share: each task writes the places of its own documents only, and all have ended when
        // concurrentPerform returns.
        nonisolated(unsafe) let (results, failures) = (tokenBuffer, errorBuffer)
        DispatchQueue.concurrentPerform(iterations: tasks.count) { task in
          do {
            for index in bounds[task]..<bounds[task + 1] {
              results[index] = try encoder.encode(documents[index].text)
            }
          } catch {
            failures[task] = error
          }
        }
      }
    }
    for case let error? in errors { throw error }
    return tokens
  }
}
