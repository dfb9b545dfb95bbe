import Foundation
import Terminal
import Testing

@Suite struct FormatTests {
  @Test(arguments: [
    (0.0, "0 s"), (0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (200, "3 min 20 s"),
    (3599.4, "59 min 59 s"),
    (3600, "1 h 00 min"), (3900, "1 h 05 min"), (360_000, "100 h 00 min"), (-1, "–"), (.infinity, "–"),
    (.nan, "–"),
  ])
  func durations(_ seconds: Double, _ text: String) {
    #expect(Format.duration(seconds) == text)
  }

  @Test(arguments: [
    (0.0, "0"), (812, "812"), (999, "999"), (1000, "1.00 k"), (14_200, "14.2 k"), (142_000, "142 k"),
    (5.24e6, "5.24 M"),
    (-2500, "-2.50 k"), (7e12, "7000 G"),
  ])
  func counts(_ value: Double, _ text: String) {
    #expect(Format.count(value) == text)
  }

  /// A value that rounds up to the next unit is said in it.
  @Test(arguments: [(999.7, "1.00 k"), (999_999, "1.00 M"), (9.999e3, "10.0 k"), (99_960, "100 k")])
  func countsRoundIntoTheNextUnit(_ value: Double, _ text: String) {
    #expect(Format.count(value) == text)
  }

  @Test(arguments: [
    (0.0, 4, "0.0000"), (-0.00001, 2, "0.00"), (0.05, 1, "0.1"), (1.23456, 3, "1.235"), (-1.5, 0, "-2"),
    (12, 2, "12.00"),
    (.nan, 2, "nan"), (.infinity, 2, "inf"), (-.infinity, 2, "-inf"),
  ])
  func decimals(_ value: Double, _ places: Int, _ text: String) {
    #expect(Format.decimals(value, places) == text)
  }

  /// The C library rounds the exact binary value, this the scaled one: they differ by a unit in the last place at most.
  @Test func decimalsAreTheCLibrarys() {
    for _ in 0..<500 {
      let value = Double.random(in: -1e6...1e6)
      let places = Int.random(in: 0...6)
      let ours = Format.decimals(value, places)
      let theirs = String(format: "%.\(places)f", value)
      let difference = abs((Double(ours) ?? .infinity) - (Double(theirs) ?? 0))
      #expect(difference <= 1.01 * pow(10, -Double(places)), "\(value) to \(places): \(ours), \(theirs)")
      #expect(
        ours.split(separator: ".").last?.count == theirs.split(separator: ".").last?.count
          || ours.count != theirs.count)
    }
  }

  @Test func numbersTooLargeForDigitsStayNumbers() {
    #expect(Double(Format.decimals(1e300, 4)) == 1e300)
    #expect(Double(Format.decimals(-9e18, 2)) == -9e18)
  }

  @Test func bytes() {
    #expect(Format.bytes(3_100_000_000) == "3.10 GB")
    #expect(Format.bytes(12) == "12B" || Format.bytes(12) == "12 B")
  }
}
