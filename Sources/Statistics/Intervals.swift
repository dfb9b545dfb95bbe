/// An interval of plausible values; an end that the data do not bound is infinite.
public struct Interval: Sendable, Hashable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  /// The interval from `low` to `high`.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether both ends are finite.
  public var isBounded: Bool { low.isFinite && high.isFinite }

  /// Whether the value lies within, ends included.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

/// An end that is not bounded is left out, since JSON has no infinity.
extension Interval: Codable {
  private enum CodingKeys: String, CodingKey {
    case low
    case high
  }

  /// Reads an interval.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    low = try container.decodeIfPresent(Double.self, forKey: .low) ?? -.infinity
    high = try container.decodeIfPresent(Double.self, forKey: .high) ?? .infinity
  }

  /// Writes the ends that are bounded.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if low.isFinite { try container.encode(low, forKey: .low) }
    if high.isFinite { try container.encode(high, forKey: .high) }
  }
}

extension Interval {
  /// Student's interval for the mean of a normal sample, valid for a sample size fixed beforehand.
  ///
  /// - Returns: nil with fewer than two values.
  public static func studentT(_ sample: some Collection<Double>, confidence: Double = 0.95) -> Interval? {
    let moments = SampleMoments(sample)
    guard let error = moments.standardError else { return nil }
    let t = StudentT(degreesOfFreedom: Double(moments.count - 1)).quantile(0.5 + confidence / 2)
    return Interval(low: moments.mean - t * error, high: moments.mean + t * error)
  }

  /// The percentile bootstrap interval for the mean (Efron, Annals of Statistics 7, 1979).
  ///
  /// - Returns: nil for an empty sample.
  public static func bootstrap(
    _ sample: [Double], confidence: Double = 0.95, resamples: Int = 10_000, seed: UInt64
  ) -> Interval? {
    guard !sample.isEmpty, resamples > 0 else { return nil }
    var random = Xoshiro256(seed: seed)
    let means = (0..<resamples).map { _ in
      var sum = 0.0
      for _ in sample.indices { sum += sample[Int.random(in: sample.indices, using: &random)] }
      return sum / Double(sample.count)
    }.sorted()
    return Interval(
      low: quantile(ofSorted: means, 0.5 - confidence / 2),
      high: quantile(ofSorted: means, 0.5 + confidence / 2))
  }
}

/// The p-quantile of ascending values, linear between order statistics (type 7 of Hyndman and Fan, The
/// American Statistician 50, 1996; numpy's default). NaN of an empty collection.
public func quantile(ofSorted values: [Double], _ p: Double) -> Double {
  guard let first = values.first, let last = values.last else { return .nan }
  let position = p * Double(values.count - 1)
  if position <= 0 { return first }
  let index = Int(position)
  if index >= values.count - 1 { return last }
  return values[index] + (position - Double(index)) * (values[index + 1] - values[index])
}
