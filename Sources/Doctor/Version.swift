/// The first numbers of a version such as 6.3.1 or 2.13.0+cpu.
public struct Version: Comparable, CustomStringConvertible, Sendable {
  /// Numbers, the weightiest first.
  public let parts: [Int]

  /// A version of these numbers.
  public init(_ parts: Int...) {
    self.parts = parts
  }

  /// Reads numbers separated by dots, up to the first character that is neither; `nil` if there is none.
  public init?(_ text: some StringProtocol) {
    parts = text.prefix { $0 == "." || ("0"..."9").contains($0) }.split(separator: ".").compactMap { Int($0) }
    guard !parts.isEmpty else { return nil }
  }

  /// The numbers with dots.
  public var description: String { parts.map(String.init).joined(separator: ".") }

  /// Missing numbers count as zero: 6.3 equals 6.3.0.
  public static func < (a: Version, b: Version) -> Bool {
    for index in 0..<max(a.parts.count, b.parts.count) where a.part(index) != b.part(index) {
      return a.part(index) < b.part(index)
    }
    return false
  }

  /// Missing numbers count as zero.
  public static func == (a: Version, b: Version) -> Bool { !(a < b) && !(b < a) }

  private func part(_ index: Int) -> Int { index < parts.count ? parts[index] : 0 }
}
