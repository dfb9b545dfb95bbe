/// The score of one run of a file, lower is better, with the seed that it was run under.
public struct SeededScore: Sendable, Hashable, Codable {
  /// The seed.
  public let seed: UInt64
  /// Bits per byte, or another score of which less is better. Not finite if the run diverged.
  public let score: Double

  /// A score under a seed.
  public init(seed: UInt64, score: Double) {
    self.seed = seed
    self.score = score
  }
}
