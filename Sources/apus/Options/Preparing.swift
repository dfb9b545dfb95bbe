import Datasets
import HuggingFace
import Terminal

/// Finds or makes prepared text, and shows how far it is.
enum Preparing {
  /// The prepared text of the corpus that a user names: `hf:owner/name` is fetched from the Hub, all else is on this
  /// machine (`Corpus.locate`).
  static func text(corpus name: String, vocabularySize: Int) async throws -> PreparedText {
    var settings = PreparationSettings()
    settings.vocabularySize = vocabularySize
    let line = ProgressLine()
    defer { line.clear() }
    let corpus = name.hasPrefix("hf:") ? try await download(name, line) : try Corpus.locate(name)
    return try PreparedText.prepare(corpus, settings: settings) { progress in
      show(
        progress.stage.rawValue, fraction: progress.fraction, bytes: progress.bytes,
        bytesPerSecond: progress.bytesPerSecond, secondsLeft: progress.secondsLeft, on: line)
    }
  }

  private static func download(_ name: String, _ line: ProgressLine) async throws -> Corpus {
    let files = try await HubDataset(name).fetch { progress in
      let left = Double(progress.totalBytes - progress.bytes) / progress.bytesPerSecond
      show(
        "downloading \(progress.path)",
        fraction: Double(progress.bytes) / Double(max(1, progress.totalBytes)),
        bytes: progress.bytes, bytesPerSecond: progress.bytesPerSecond,
        secondsLeft: left.isFinite ? left : nil,
        on: line)
    }
    line.clear()
    if files.leftOut > 0 {
      Terminal.error.write(
        "note: \(name) has more text than is fetched at once: \(files.leftOut) files are left out\n")
    }
    return try Corpus(name: name, paths: files.paths)
  }

  private static func show(
    _ what: String, fraction: Double?, bytes: Int, bytesPerSecond: Double, secondsLeft: Double?,
    on line: ProgressLine
  ) {
    let left = secondsLeft.map { ", \(Format.duration($0)) left" } ?? ""
    line.show(
      fraction: fraction, "\(what): \(Format.bytes(bytes)), \(Format.bytes(Int(bytesPerSecond)))/s\(left)")
  }
}
