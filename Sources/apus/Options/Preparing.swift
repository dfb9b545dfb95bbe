import Datasets
import Terminal

/// Finds or makes prepared text, and shows how far it is.
enum Preparing {
  static func text(corpus: String, vocabularySize: Int) throws -> PreparedText {
    var settings = PreparationSettings()
    settings.vocabularySize = vocabularySize
    let line = ProgressLine()
    defer { line.clear() }
    return try PreparedText.prepare(
      Corpus.locate(corpus), settings: settings
    ) { progress in
      let left = progress.secondsLeft.map { ", \(Format.duration($0)) left" } ?? ""
      line.show(
        fraction: progress.fraction,
        "\(progress.stage.rawValue): \(Format.bytes(progress.bytes)), \(Format.bytes(Int(progress.bytesPerSecond)))/s\(left)")
    }
  }
}
