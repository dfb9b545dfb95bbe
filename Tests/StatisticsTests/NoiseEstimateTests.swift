import Statistics
import Testing

@Suite struct NoiseEstimateTests {
  @Test func poolsWithinCandidates() {
    // Each candidate's own mean, however large its effect, adds nothing.
    let noise = NoiseEstimate(replicates: [1.0, 1.2], comparisons: [[5.0, 5.2], [-3.0, -3.2, -3.1]])
    // 2·0.02 on 1, 0.02 on 1, 0.02 on 2 degrees.
    #expect(noise.degreesOfFreedom == 4)
    #expect(abs(noise.sumOfSquares - 0.08) < 1e-12)
    #expect(abs((noise.standardDeviation ?? 0) - 0.02.squareRoot()) < 1e-12)
  }

  @Test func leavesOutWhatShowsNoNoise() {
    let noise = NoiseEstimate(
      replicates: [1, 1.1, .nan], comparisons: [[0, 0, 0], [0.3], [0.1, .infinity], []])
    #expect(noise.degreesOfFreedom == 1)
    #expect(NoiseEstimate(replicates: [1]).standardDeviation == nil)
    #expect(NoiseEstimate(replicates: [2, 2, 2]).degreesOfFreedom == 0)
  }

  @Test func replicatesYieldToTheNight() {
    let many = NoiseEstimate(replicates: (0..<50).map { Double($0 % 2) })
    #expect(many.degreesOfFreedom == NoiseEstimate.replicateWeight)
  }

  @Test(arguments: [2, 3, 6]) func isUnbiasedForCalmNoise(pairs: Int) {
    var random = Xoshiro256(seed: 5)
    let variances = (0..<400).map { _ in
      let comparisons = (0..<30).map { _ in (0..<pairs).map { _ in random.normal() } }
      let noise = NoiseEstimate(replicates: [], comparisons: comparisons)
      return noise.sumOfSquares / noise.degreesOfFreedom
    }
    // Four standard errors and 2 % for what is cut off the upper tail.
    let error = 4 * (2 / Double(400 * 30 * (pairs - 1))).squareRoot() + 0.02
    #expect(abs(SampleMoments(variances).mean - 1) < error)
  }

  @Test func oneWildCandidateDoesNotBlindTheNight() {
    var random = Xoshiro256(seed: 5)
    var comparisons = (0..<30).map { _ in (0..<3).map { _ in random.normal() } }
    let calm = NoiseEstimate(replicates: [], comparisons: comparisons).standardDeviation ?? 0
    comparisons.append([0.1, 400, -0.3])
    let shaken = NoiseEstimate(replicates: [], comparisons: comparisons).standardDeviation ?? 0
    #expect(calm > 0.7 && calm < 1.3)
    #expect(shaken < 1.3 * calm)
  }
}
