import TestSupport
import TokenShards

/// A split of random documents: 12 tokens or more, so that no two are the same.
func randomSplit(
  _ count: Int, seed: UInt64, longest: Int = 240, split: Split = .train, in folder: TemporaryFolder
) throws -> TokenSplit {
  var random = SplitMix64(seed: seed)
  let path = folder.path("\(split.rawValue)-\(seed)")
  var writer = try SplitWriter(split: split, folder: path, vocabularySize: 300, bosToken: 256)
  for _ in 0..<count {
    let length = Int.random(in: 12...longest, using: &random)
    try writer.append((0..<length).map { _ in .random(in: 0..<256, using: &random) }, bytes: length)
  }
  try writer.finish()
  return try TokenSplit(folder: path)
}
