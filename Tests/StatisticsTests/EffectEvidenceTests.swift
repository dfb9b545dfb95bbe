import Foundation
import Statistics
import TestSupport
import Testing

private let hasSciPy = PythonPeer.has("scipy.stats")

@Suite struct EffectEvidenceTests {
  struct Question: Codable {
    var differences: [[Double]]
    var variance: [Double]
    var degrees: [Double]
    var center: [Double]
    var spread: [Double]
  }

  /// The e-value is a likelihood ratio of the t statistic, whose densities SciPy has: noncentral over
  /// central, averaged over the effect by quadrature.
  @Test(.enabled(if: hasSciPy, "needs SciPy: make test installs it, or pip install scipy"))
  func isARatioOfTDensities() throws {
    var question = Question(differences: [], variance: [], degrees: [], center: [], spread: [])
    for _ in 0..<25 {
      let shift = Double.random(in: -1...2)
      question.differences.append((0..<Int.random(in: 2...12)).map { _ in shift + Double.random(in: -2...2) })
      question.variance.append(Double.random(in: 0.3...3))
      question.degrees.append(Double(Int.random(in: 0...20)))
      question.center.append(Double.random(in: 0...2))
      question.spread.append(Double.random(in: 0.3...2))
    }
    let script = """
      import json, sys, numpy as np
      from scipy import stats, integrate
      q = json.load(sys.stdin); point = []; mixed = []
      for d, var, v, c, g in zip(*(q[k] for k in ["differences", "variance", "degrees", "center", "spread"])):
          d = np.array(d); n = len(d); df = v + n - 1
          s2 = (v * var + ((d - d.mean()) ** 2).sum()) / df
          t = d.mean() / np.sqrt(s2 / n)
          r = lambda e: stats.nct.pdf(t, df, e * np.sqrt(n)) / stats.t.pdf(t, df)
          prior = stats.truncnorm(-c / g, np.inf, loc=c, scale=g)
          point.append(float(r(c)))
          mixed.append(float(integrate.quad(lambda e: prior.pdf(e) * r(e), 0, c + 9 * g, limit=400, points=[c])[0]))
      print(json.dumps([point, mixed]))
      """
    let expected = try PythonPeer.ask(script, question, as: [[Double]].self)
    for index in question.center.indices {
      let noise = NoiseEstimate(
        varianceOfDifference: question.variance[index], degreesOfFreedom: question.degrees[index])
      let evidence = EffectEvidence(differences: question.differences[index], noise: noise)
      let point = exp(evidence.logEvidence(center: question.center[index], spread: 0))
      let mixed = exp(
        evidence.logEvidence(center: question.center[index], spread: question.spread[index]))
      #expect(abs(point / expected[0][index] - 1) < 1e-6, "point \(point), SciPy \(expected[0][index])")
      #expect(abs(mixed / expected[1][index] - 1) < 1e-5, "mixed \(mixed), SciPy \(expected[1][index])")
    }
  }

  /// Ville's inequality and the coverage of the confidence sequence, at all times at once, for an estimate
  /// of the noise that is itself random.
  @Test(arguments: [0.0, 3, 30]) func errorRatesHoldAtAllTimes(degrees: Double) {
    var random = Xoshiro256(seed: 11)
    let trials = 3000
    var crossed = 0
    var missed = 0
    for _ in 0..<trials {
      // Q₀/τ² is χ² with `degrees` degrees of freedom; τ is 0.01, and no result may depend on it.
      let squares = (0..<Int(degrees)).map { _ in random.normal() }.reduce(0) { $0 + $1 * $1 }
      let noise = NoiseEstimate(
        varianceOfDifference: degrees > 0 ? 1e-4 * squares / degrees : 0, degreesOfFreedom: degrees)
      var differences: [Double] = []
      var hasCrossed = false
      var hasMissed = false
      for _ in 0..<20 {
        differences.append(0.01 * random.normal())
        let evidence = EffectEvidence(differences: differences, noise: noise)
        if evidence.logEvidence(center: 1.4, spread: 0.5) >= log(20) { hasCrossed = true }
        if !evidence.interval(confidence: 0.95, spread: 1.4).contains(0) { hasMissed = true }
      }
      if hasCrossed { crossed += 1 }
      if hasMissed { missed += 1 }
    }
    // 5 % and three standard errors of 3,000 trials.
    #expect(Double(crossed) / Double(trials) < 0.062)
    #expect(Double(missed) / Double(trials) < 0.062)
    #expect(crossed > 10 && missed > 10, "a test that never rejects is of no use")
  }

  @Test func saysNothingWithoutData() {
    let empty = EffectEvidence(differences: [], noise: .none)
    #expect(empty.logEvidence(center: 1, spread: 1) == 0)
    #expect(!empty.interval(confidence: 0.95, spread: 1).isBounded)
    #expect(empty.noise == nil)
    let flat = EffectEvidence(differences: [0, 0], noise: .none)
    #expect(flat.logEvidence(center: 1, spread: 1) == 0)
  }

  /// The unit of the score must not matter: bits or nats, the same evidence.
  @Test func isInvariantToTheUnit() {
    let differences = [0.013, 0.004, 0.021]
    let noise = NoiseEstimate(varianceOfDifference: 2e-4, degreesOfFreedom: 5)
    let scaled = NoiseEstimate(varianceOfDifference: 2e-4 * 1e12, degreesOfFreedom: 5)
    let a = EffectEvidence(differences: differences, noise: noise)
    let b = EffectEvidence(differences: differences.map { $0 * 1e6 }, noise: scaled)
    #expect(abs(a.logEvidence(center: 1.4, spread: 0.5) - b.logEvidence(center: 1.4, spread: 0.5)) < 1e-9)
    let (narrow, wide) = (a.interval(confidence: 0.9, spread: 1), b.interval(confidence: 0.9, spread: 1))
    #expect(abs(narrow.low * 1e6 - wide.low) < 1e-3)
  }
}
