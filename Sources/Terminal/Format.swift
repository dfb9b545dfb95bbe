/// Numbers as people read them.
public enum Format {
  /// A duration: `8 s`, `3 min 20 s`, `1 h 05 min`.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "–" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(padded(whole % 60)) s" }
    return "\(whole / 3600) h \(padded(whole % 3600 / 60)) min"
  }

  /// A count with a unit prefix: `812`, `14.2 k`, `5.24 M`.
  public static func count(_ value: Double) -> String {
    // The limits are where three digits round up: 999.7 is 1.00 k.
    for (size, letter) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where abs(value) >= size * 0.9995 {
      let scaled = value / size
      return decimals(scaled, abs(scaled) >= 99.95 ? 0 : abs(scaled) >= 9.995 ? 1 : 2) + " " + letter
    }
    return decimals(value, 0)
  }

  /// Bytes: `3.1 GB`.
  public static func bytes(_ value: Int) -> String { count(Double(value)) + "B" }

  /// A number with so many decimals, whatever the locale.
  public static func decimals(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (value * scale).rounded()
    guard abs(scaled) < 9e15 else { return "\(value)" }
    let digits = String(Int(abs(scaled)))
    let sign = scaled < 0 ? "-" : ""
    guard places > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }

  private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
