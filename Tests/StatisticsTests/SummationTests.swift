import Statistics
import Testing

@Suite struct SummationTests {
  @Test func compensatedSumKeepsWhatAPlainLoopLoses() {
    #expect([1e100, 1, -1e100].compensatedSum() == 1)
    #expect([1e100, 1, -1e100].reduce(0, +) == 0)
    #expect([Double.infinity, 1].compensatedSum() == .infinity)
    #expect([Double.nan, 1].compensatedSum().isNaN)
    // 0.1 ten million times: the exact sum of the doubles is 1e6 + 5.55e-11.
    #expect(repeatElement(0.1, count: 10_000_000).compensatedSum() == 1_000_000)
  }

  @Test func bitsPerByte() {
    var metric = BitsPerByte()
    #expect(metric.value == nil)
    // A uniform guess among 256 bytes costs 8 bits each.
    for _ in 0..<1000 { metric.add(nats: 5.545177444479562 * 3, bytes: 3) }
    #expect(metric.bytes == 3000)
    #expect(abs((metric.value ?? 0) - 8) < 1e-12)
  }

  @Test func momentsOfShiftedData() {
    // A one-pass sum of squares would lose everything at this offset.
    let moments = SampleMoments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
    #expect(moments.mean == 1e9 + 10)
    #expect(moments.variance == 30)
    #expect(SampleMoments([3.0]).variance == nil)
  }

  @Test func generatorFollowsItsReference() {
    // xoshiro256** after SplitMix64(0): the first outputs of the authors' C programs.
    var random = Xoshiro256(seed: 0)
    #expect(random.next() == 0x99EC_5F36_CB75_F2B4)
    #expect(random.next() == 0xBF6E_1F78_4956_452A)
    var moments = (0..<200_000).map { _ in random.normal() }
    #expect(abs(SampleMoments(moments).mean) < 0.01)
    #expect(abs((SampleMoments(moments).variance ?? 0) - 1) < 0.02)
    moments = (0..<200_000).map { _ in random.uniform() }
    #expect(moments.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs((SampleMoments(moments).variance ?? 0) - 1.0 / 12) < 0.002)
  }
}
