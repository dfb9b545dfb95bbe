/// The level at which each comparison of a night is tested, so that the false discovery rate over the whole
/// night stays at or below `rate`: e-LOND (Xu and Ramdas, "Online multiple testing with e-values", AISTATS
/// 2024), which needs no independence between the comparisons. Candidates that share an incumbent's runs are
/// not independent.
///
/// The k-th comparison, after `kept` discoveries, is tested at rate · γₖ · (kept + 1), never above `cap`,
/// with γₖ = h / ((k + h − 1)(k + h)). The γ sum to 1 over an endless night, without a last comparison, and
/// are nearly flat over the first h.
public struct DiscoveryLevels: Sendable, Hashable, Codable {
  /// The false discovery rate that is honoured.
  public let rate: Double
  /// h: how many comparisons are expected; more may follow, at falling levels.
  public let horizon: Int
  /// The level that no single comparison exceeds.
  public let cap: Double

  /// Levels for about `horizon` comparisons.
  public init(rate: Double = 0.1, horizon: Int = 50, cap: Double = 0.05) {
    self.rate = rate
    self.horizon = max(1, horizon)
    self.cap = cap
  }

  /// The level of a comparison.
  ///
  /// - Parameters:
  ///   - ordinal: 1 for the first candidate of the night that reached a score.
  ///   - kept: how many before it were kept as improvements.
  public func level(ordinal: Int, kept: Int) -> Double {
    let h = Double(horizon)
    let k = Double(max(1, ordinal))
    return min(cap, rate * h / ((k + h - 1) * (k + h)) * Double(kept + 1))
  }
}
