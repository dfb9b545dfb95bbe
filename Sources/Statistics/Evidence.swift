/// The figures behind a verdict.
public struct Evidence: Sendable, Hashable, Codable {
  /// Why a comparison ended, or why it goes on.
  public enum Reason: String, Sendable, Hashable, Codable {
    /// More pairs are needed.
    case undecided
    /// The evidence for an improvement reached its threshold.
    case improvement
    /// The evidence against a loss beyond the margin reached its threshold, and the code is shorter.
    case simpler
    /// Every score equals the reference's to the last bit, and the code is shorter.
    case identicalAndShorter
    /// Every score equals the reference's to the last bit: the edit changed nothing that is measured.
    case identical
    /// An improvement worth finding would look better by now.
    case futile
    /// The largest number of pairs was reached without a decision.
    case pairsExhausted
    /// A run of the candidate gave no finite score.
    case diverged
  }

  /// Why.
  public let reason: Reason
  /// Mean of reference − candidate over the pairs, in the unit of the score: positive is better.
  public let effect: Double
  /// 95 % confidence sequence for the effect of this one candidate, valid whenever it is read.
  public let interval: Interval
  /// The e-value: how much more likely the data are under an improvement than under none, averaged over
  /// improvements and noise levels.
  public let eValue: Double
  /// What the e-value must reach to keep the candidate: 1 / `level`.
  public let threshold: Double
  /// The level spent on this comparison, out of the night's false discovery rate.
  public let level: Double
  /// How many pairs were compared.
  public let pairs: Int
  /// Which candidate of the night this is.
  public let ordinal: Int
  /// The estimate of the standard deviation of one paired difference, from all runs so far; 0 if unknown.
  public let noise: Double
  /// For a shorter candidate, how much worse it may be, in the unit of the score; 0 otherwise.
  public let margin: Double
  /// For a shorter candidate, the e-value for "no worse than the margin"; 0 otherwise.
  public let marginEValue: Double
}

extension Evidence: CustomStringConvertible {
  /// The evidence line of logs and reports.
  public var description: String {
    var parts = ["\(Evidence.signed(effect)) over \(pairs) \(pairs == 1 ? "pair" : "pairs")"]
    parts.append(
      interval.isBounded
        ? "95 % interval \(Evidence.signed(interval.low)) to \(Evidence.signed(interval.high))"
        : "no interval yet")
    parts.append("e-value \(Evidence.short(eValue)) of \(Evidence.short(threshold)) needed")
    if margin > 0 {
      parts.append("no worse than \(Evidence.fixed(margin)): e-value \(Evidence.short(marginEValue))")
    }
    parts.append("noise ±\(Evidence.fixed(noise))")
    parts.append("candidate \(ordinal) of the night")
    return "\(sentence): \(parts.joined(separator: "; "))"
  }

  private var sentence: String {
    switch reason {
    case .undecided: "undecided"
    case .improvement: "kept, an improvement"
    case .simpler: "kept, simpler and no worse"
    case .identicalAndShorter: "kept, shorter with identical scores"
    case .identical: "discarded, scores identical to the reference"
    case .futile: "discarded, no sign of an improvement"
    case .pairsExhausted: "discarded, undecided after the last pair"
    case .diverged: "discarded, a run diverged"
    }
  }

  private static func signed(_ value: Double) -> String { (value < 0 ? "−" : "+") + fixed(abs(value)) }

  /// A non-negative number with four decimals.
  private static func fixed(_ value: Double) -> String {
    guard value < 1e12 else { return value.isNaN ? "nan" : "inf" }
    let units = Int((value * 10_000).rounded())
    let fraction = String(units % 10_000)
    return "\(units / 10_000)." + String(repeating: "0", count: 4 - fraction.count) + fraction
  }

  /// An e-value: whole from 10 on, with two decimals below, as a power of ten when huge or tiny.
  private static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : "inf" }
    if value >= 1e6 { return "over a million" }
    if value >= 10 { return String(Int(value.rounded())) }
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }
}
