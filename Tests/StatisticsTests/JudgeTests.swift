import Foundation
import Statistics
import Testing

@Suite struct JudgeTests {
  private func comparison(
    _ reference: [Double], _ candidate: [Double], noise: Double = 0.01, degrees: Double = 10,
    ordinal: Int = 1,
    kept: Int = 0, tokensSaved: Int = 0
  ) -> Comparison {
    func runs(_ scores: [Double]) -> [SeededScore] {
      scores.enumerated().map { SeededScore(seed: UInt64($0.offset), score: $0.element) }
    }
    return Comparison(
      reference: runs(reference), candidate: runs(candidate),
      noise: NoiseEstimate(varianceOfDifference: noise * noise, degreesOfFreedom: degrees), ordinal: ordinal,
      kept: kept, tokensSaved: tokensSaved)
  }

  @Test func asksForPairsAndRotatesTheStart() {
    let judge = Judge()
    guard case .undecided(let first, _) = judge.verdict(on: comparison([1, 1.1, 1.2], [], ordinal: 1)),
      case .undecided(let second, _) = judge.verdict(on: comparison([1, 1.1, 1.2], [], ordinal: 2))
    else {
      Issue.record("an empty comparison is undecided")
      return
    }
    #expect(first == PairRequest(seed: 1, needsReference: false))
    #expect(second == PairRequest(seed: 2, needsReference: false))
    // Better by a little: every cached seed is used up, so both run a new one.
    guard case .undecided(let next, let evidence) = judge.verdict(on: comparison([1, 1.1], [0.99, 1.09]))
    else {
      Issue.record("two pairs at the noise are undecided")
      return
    }
    #expect(next == PairRequest(seed: 2, needsReference: true))
    #expect(evidence.pairs == 2 && abs(evidence.effect - 0.01) < 1e-12)
  }

  @Test func keepsAClearImprovementAndDropsALoss() {
    let reference = (0..<8).map { 1 + 0.001 * Double($0 % 3) }
    let better = reference.map { $0 - 0.05 }
    guard case .keep(let evidence) = Judge().verdict(on: comparison(reference, better)) else {
      Issue.record("five standard deviations, eight times, are an improvement")
      return
    }
    #expect(evidence.eValue >= evidence.threshold)
    #expect(evidence.interval.contains(0.05) && evidence.interval.low > 0)
    // The decision stands where it fell, though the record goes on.
    #expect(evidence.pairs < 8)
    guard case .discard(let loss) = Judge().verdict(on: comparison(reference, reference.map { $0 + 0.02 }))
    else {
      Issue.record("two standard deviations worse is no improvement")
      return
    }
    #expect(loss.reason == .futile && loss.pairs == 1)
  }

  @Test func anyBadRunEndsIt() {
    for bad in [Double.nan, .infinity, -.infinity, 1e200] {
      let verdict = Judge().verdict(on: comparison([1, 1, 1], [0.99, bad]))
      #expect(verdict.evidence.reason == .diverged)
      #expect(verdict.evidence.effect.isFinite && verdict.evidence.eValue.isFinite)
      #expect(verdict.evidence.description.contains("diverged"))
    }
    // A bad run of the reference makes no pair.
    let verdict = Judge().verdict(on: comparison([.nan, 1], [0.9]))
    #expect(verdict.evidence.pairs == 0)
  }

  @Test func anEnormousEffectIsStillANumber() throws {
    let reference = (0..<8).map { 1e9 + Double($0 % 3) }
    let verdict = Judge().verdict(
      on: comparison(reference, reference.map { _ in 0 }, noise: 1e-9, degrees: 4000))
    #expect(verdict.evidence.reason == .improvement && verdict.evidence.eValue.isFinite)
    #expect(throws: Never.self) { try JSONEncoder().encode(verdict.evidence) }
  }

  @Test func identicalScores() {
    let scores = [1.02, 1.01]
    #expect(Judge().verdict(on: comparison(scores, scores)).evidence.reason == .identical)
    let shorter = Judge().verdict(on: comparison(scores, scores, tokensSaved: 1))
    #expect(shorter.evidence.reason == .identicalAndShorter)
    guard case .simpler = shorter else {
      Issue.record("identical and shorter is simpler")
      return
    }
  }

  @Test func onlyAShorterCandidateIsSimpler() {
    var random = Xoshiro256(seed: 9)
    let reference = (0..<20).map { _ in 1 + 0.007 * random.normal() }
    let equal = reference.map { $0 + 0.001 * random.normal() }
    guard case .simpler(let evidence) = Judge().verdict(on: comparison(reference, equal, tokensSaved: 30))
    else {
      Issue.record("as good and shorter is simpler")
      return
    }
    #expect(evidence.margin == 0.01 && evidence.marginEValue >= 20)
    guard case .discard = Judge().verdict(on: comparison(reference, equal, tokensSaved: 0)) else {
      Issue.record("as good and not shorter is discarded")
      return
    }
    guard case .discard = Judge().verdict(on: comparison(reference, equal.map { $0 + 0.02 }, tokensSaved: 30))
    else {
      Issue.record("worse by two margins is discarded, however short")
      return
    }
  }

  @Test func levelsNeverSpendMoreThanTheRate() {
    let levels = DiscoveryLevels(rate: 0.1, horizon: 50, cap: 1)
    let spent = (1...1_000_000).map { levels.level(ordinal: $0, kept: 0) }.compensatedSum()
    #expect(spent < 0.1 && spent > 0.0999)
    #expect(levels.level(ordinal: 1, kept: 0) < 2.1 * levels.level(ordinal: 21, kept: 0))
    #expect(abs(levels.level(ordinal: 7, kept: 2) - 3 * levels.level(ordinal: 7, kept: 0)) < 1e-15)
    #expect(DiscoveryLevels(rate: 0.9, horizon: 1).level(ordinal: 1, kept: 9) == 0.05)
  }

  @Test func evidenceReadsAsALine() {
    let line = Judge().verdict(on: comparison([1, 1.1], [0.99, 1.09], ordinal: 14)).evidence.description
    #expect(line.hasPrefix("undecided: +0.0100 over 2 pairs; 95 % interval −"))
    #expect(line.hasSuffix("candidate 14 of the night"))
    #expect(!line.contains("\n"))
  }

  @Test func recordsSurviveJSON() throws {
    let original = comparison([1, 1.1], [0.99, 1.09], tokensSaved: 3)
    let copy = try JSONDecoder().decode(Comparison.self, from: JSONEncoder().encode(original))
    #expect(copy == original)
    #expect(Judge().verdict(on: copy) == Judge().verdict(on: original))
    // An interval that is not bounded yet has no ends to write.
    let early = Judge().verdict(on: comparison([1], [1.01], degrees: 1)).evidence
    #expect(!early.interval.isBounded)
    #expect(try JSONDecoder().decode(Evidence.self, from: JSONEncoder().encode(early)) == early)
    let judge = try JSONDecoder().decode(Judge.self, from: JSONEncoder().encode(Judge()))
    #expect(judge == Judge())
  }
}
