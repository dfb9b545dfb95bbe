import Foundation
import Statistics
import TestSupport
import Testing

private let hasSciPy = PythonPeer.has("scipy.stats")
private let needsSciPy: Comment = "needs SciPy: make test installs it, or pip install scipy"

@Suite struct DistributionTests {
  /// Fresh points on every run: whatever they are, SciPy must agree.
  struct Points: Codable {
    var p: [Double] = (0..<40).map { _ in pow(10, Double.random(in: -12...0)) * Double.random(in: 0.01...0.99)
    }
    var x: [Double] = (0..<40).map { _ in Double.random(in: -9...9) }
    var v: [Double] = (0..<40).map { _ in pow(10, Double.random(in: 0...3)) }
    var w: [Double] = (0..<40).map { _ in pow(10, Double.random(in: 0...3)) }
  }

  @Test(.enabled(if: hasSciPy, needsSciPy)) func agreeWithSciPy() throws {
    let points = Points()
    let script = """
      import json, sys
      from scipy import stats
      q = json.load(sys.stdin); p, x, v, w = q["p"], q["x"], q["v"], q["w"]
      f = lambda a: [float(b) for b in a]
      print(json.dumps({
        "normalCDF": f(stats.norm.cdf(x)), "normalQuantile": f(stats.norm.ppf(p)),
        "normalLogCDF": f(stats.norm.logcdf([10 * a for a in x])),
        "tCDF": f(stats.t.cdf(x, v)), "tSurvival": f(stats.t.sf(x, v)), "tQuantile": f(stats.t.ppf(p, v)),
        "fCDF": f(stats.f.cdf([abs(a) for a in x], v, w)), "fSurvival": f(stats.f.sf([abs(a) for a in x], v, w)),
        "fQuantile": f(stats.f.ppf(p, v, w))}))
      """
    let expected = try PythonPeer.ask(script, points, as: [String: [Double]].self)
    let (p, x, v, w) = (points.p, points.x, points.v, points.w)
    let ours: [String: [Double]] = [
      "normalCDF": x.map(Normal.cdf), "normalQuantile": p.map(Normal.quantile),
      "normalLogCDF": x.map { Normal.logCDF(10 * $0) },
      "tCDF": zip(x, v).map { StudentT(degreesOfFreedom: $1).cdf($0) },
      "tSurvival": zip(x, v).map { StudentT(degreesOfFreedom: $1).survival($0) },
      "tQuantile": zip(p, v).map { StudentT(degreesOfFreedom: $1).quantile($0) },
      "fCDF": x.indices.map { FisherF(numerator: v[$0], denominator: w[$0]).cdf(abs(x[$0])) },
      "fSurvival": x.indices.map { FisherF(numerator: v[$0], denominator: w[$0]).survival(abs(x[$0])) },
      "fQuantile": p.indices.map { FisherF(numerator: v[$0], denominator: w[$0]).quantile(p[$0]) },
    ]
    for (name, values) in ours {
      for (index, pair) in zip(values, try #require(expected[name])).enumerated() {
        #expect(
          abs(pair.0 - pair.1) <= 1e-9 * abs(pair.1) + 1e-200,
          "\(name) \(pair) at p \(p[index]) x \(x[index]) v \(v[index]) w \(w[index])")
      }
    }
  }

  @Test func ends() {
    #expect(Normal.quantile(0) == -.infinity && Normal.quantile(1) == .infinity)
    #expect(Normal.quantile(-0.1).isNaN && StudentT(degreesOfFreedom: 3).quantile(2).isNaN)
    #expect(StudentT(degreesOfFreedom: 3).quantile(0.5) == 0)
    #expect(FisherF(numerator: 2, denominator: 3).quantile(0) == 0)
  }

  struct Samples: Codable {
    var a: [Double] = (0..<9).map { _ in Double.random(in: 0...1) }
    var b: [Double] = (0..<9).map { _ in Double.random(in: 0...1) }
    var p: [Double] = (0..<12).map { _ in Double.random(in: 0...0.2) }
  }

  @Test(.enabled(if: hasSciPy, needsSciPy)) func samplesAgreeWithSciPy() throws {
    let samples = Samples()
    let script = """
      import json, sys, numpy as np
      from scipy import stats
      q = json.load(sys.stdin); a, b, p = np.array(q["a"]), np.array(q["b"]), q["p"]
      t = stats.ttest_rel(a, b); g = stats.ttest_rel(a, b, alternative="greater")
      i = stats.t.interval(0.9, len(a) - 1, a.mean(), stats.sem(a))
      s = stats.bootstrap((a,), np.mean, method="percentile", n_resamples=20000, random_state=1).confidence_interval
      print(json.dumps({"t": [float(t.statistic), float(t.pvalue), float(g.pvalue)], "interval": [float(x) for x in i],
        "bootstrap": [float(s.low), float(s.high)], "bh": [float(x) for x in stats.false_discovery_control(p)],
        "quantile": [float(x) for x in np.quantile(a, [0.1, 0.5, 0.93])]}))
      """
    let expected = try PythonPeer.ask(script, samples, as: [String: [Double]].self)
    let test = try #require(PairedTTest(samples.a, samples.b))
    let interval = try #require(Interval.studentT(samples.a, confidence: 0.9))
    let bootstrap = try #require(Interval.bootstrap(samples.a, resamples: 20_000, seed: 1))
    func check(_ name: String, _ ours: [Double], within tolerance: Double) throws {
      for (mine, theirs) in zip(ours, try #require(expected[name])) {
        #expect(abs(mine - theirs) <= tolerance * max(1e-3, abs(theirs)), "\(name): \(mine), SciPy \(theirs)")
      }
    }
    try check("t", [test.t, test.pValueTwoSided, test.pValueGreater], within: 1e-9)
    try check("interval", [interval.low, interval.high], within: 1e-9)
    try check("bh", MultipleTesting.benjaminiHochberg(samples.p), within: 1e-12)
    try check("quantile", [0.1, 0.5, 0.93].map { quantile(ofSorted: samples.a.sorted(), $0) }, within: 1e-12)
    // Two random resamplings agree to their own error only.
    try check("bootstrap", [bootstrap.low, bootstrap.high], within: 0.05)
  }

  @Test func holmIsClosedTesting() {
    // Holm's procedure is Bonferroni's closed over all intersections: an independent definition.
    var random = Xoshiro256(seed: .random(in: 0 ... .max))
    let p = (0..<6).map { _ in random.uniform() * 0.3 }
    let adjusted = MultipleTesting.holm(p)
    for hypothesis in p.indices {
      var worst = 0.0
      for subset in 1..<(1 << p.count) where subset & (1 << hypothesis) != 0 {
        let members = p.indices.filter { subset & (1 << $0) != 0 }.map { p[$0] }
        worst = max(worst, min(1, (members.min() ?? 1) * Double(members.count)))
      }
      #expect(abs(adjusted[hypothesis] - worst) < 1e-12)
    }
  }
}
