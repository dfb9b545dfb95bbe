import Foundation
import Search
import Statistics
import TestSupport
import Testing

private let hasOptuna = PythonPeer.has("optuna")

@Suite struct TPEQualityTests {
  /// Fixed seeds; at random, as good a pair of samples would come less than once in ten thousand times.
  @Test(arguments: [Objective.branin, .hartmann, .mixed]) func beatsRandomSearch(objective: Objective) {
    let seeds = 0..<15
    let ours = objective.results(seeds: seeds)
    let random = objective.results(seeds: seeds, isRandom: true)
    // Mann and Whitney's U by its normal approximation.
    let wins = ours.reduce(0.0) { sum, mine in
      sum + random.reduce(0.0) { $0 + (mine < $1 ? 1 : mine == $1 ? 0.5 : 0) }
    }
    let n = Double(seeds.count)
    let z = (wins - n * n / 2) / (n * n * (2 * n + 1) / 12).squareRoot()
    #expect(z > 3.72, "\(objective.name): z = \(z)")
  }

  /// The median over seeds, beside Optuna's multivariate TPE with the same number of trials and noise.
  @Test(.enabled(if: hasOptuna, "needs Optuna: make test installs it, or pip install optuna"))
  func isComparableToOptuna() throws {
    let script = """
      import json, math, random, sys, warnings, optuna
      warnings.filterwarnings("ignore"); optuna.logging.set_verbosity(optuna.logging.ERROR)
      A = [[10,3,17,3.5,1.7,8],[0.05,10,17,0.1,8,14],[3,3.5,1.7,10,17,8],[17,8,0.05,10,0.1,14]]
      P = [[1312,1696,5569,124,8283,5886],[2329,4135,8307,3736,1004,9991],
           [2348,1451,3522,2883,3047,6650],[4047,8828,8732,5743,1091,381]]
      def branin(t):
          x, y = t.suggest_float("x", -5, 10), t.suggest_float("y", 0, 15)
          return (y-5.1/(4*math.pi**2)*x*x+5/math.pi*x-6)**2 + 10*(1-1/(8*math.pi))*math.cos(x) + 10
      def hartmann(t):
          x = [t.suggest_float(f"x{i}", 0, 1) for i in range(6)]
          return -sum(w*math.exp(-sum(A[i][j]*(x[j]-P[i][j]*1e-4)**2 for j in range(6)))
                      for i, w in enumerate([1, 1.2, 3, 3.2]))
      def mixed(t):
          lr, depth = t.suggest_float("lr", 1e-4, 1, log=True), t.suggest_int("depth", 1, 16)
          decay, width = t.suggest_float("decay", 0, 1), t.suggest_int("width", 16, 1024, log=True)
          pattern = t.suggest_categorical("pattern", ["L", "SL", "SSSL"])
          tied = t.suggest_categorical("tied", [False, True])
          return ((math.log(lr/0.02)/2)**2 + 0.05*(depth-7)**2 + 4*(decay-0.1)**2 + 0.3*abs(math.log2(width/256))
                  + {"SSSL": 0, "SL": 0.3, "L": 0.6}[pattern] + (0.2 if tied else 0))
      results = {}
      for q in json.load(sys.stdin):
          f = globals()[q["name"]]; results[q["name"]] = []
          for seed in range(9):
              noise = random.Random(seed); true = {}
              def seen(t):
                  true[t.number] = f(t); return true[t.number] + q["noise"] * noise.gauss(0, 1)
              study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, multivariate=True))
              study.optimize(seen, n_trials=q["trials"]); results[q["name"]].append(true[study.best_trial.number])
      print(json.dumps(results))
      """
    struct Question: Codable {
      var name: String
      var trials: Int
      var noise: Double
    }
    let objectives = [Objective.branin, .hartmann, .mixed]
    let theirs = try PythonPeer.ask(
      script, objectives.map { Question(name: $0.name, trials: $0.trials, noise: $0.noise) },
      as: [String: [Double]].self)
    // A fifth of the gap between random search and the minimum is the least that counts as a difference.
    let floors = ["branin": 0.397887, "hartmann": -3.32237, "mixed": 0]
    for objective in objectives {
      let ours = median(objective.results(seeds: 0..<15))
      let peer = median(try #require(theirs[objective.name]))
      let random = median(objective.results(seeds: 0..<9, isRandom: true))
      let slack = 0.2 * (random - (floors[objective.name] ?? 0))
      #expect(ours <= peer + slack, "\(objective.name): \(ours), Optuna \(peer), random \(random)")
    }
  }

  /// What the surrogate promises comes true as often as it says: the gain lies within two of its standard
  /// deviations for most proposals.
  @Test(arguments: [Objective.branin, .hartmann, .mixed]) func predictedGainsAreHonest(objective: Objective)
    throws
  {
    var within = 0
    var count = 0
    for seed in 0..<10 {
      let search = TPE(space: objective.space, seed: UInt64(seed))
      var history: [Trial] = []
      var incumbent: (score: Double, assignment: Assignment)?
      for _ in 0..<45 {
        let proposal = try #require(search.propose(history: history, incumbent: incumbent?.assignment))
        let score = objective.value(proposal.assignment)
        if let gain = proposal.predictedGain, let incumbent, history.count >= 30 {
          count += 1
          if abs(incumbent.score - score - gain.mean) <= 2 * gain.deviation { within += 1 }
        }
        history.append(Trial(proposal.assignment, .score(score, deviation: nil)))
        if score < incumbent?.score ?? .infinity { incumbent = (score, proposal.assignment) }
      }
    }
    #expect(count == 150)
    #expect(Double(within) / Double(count) > 0.8, "\(objective.name): \(within) of \(count)")
  }

  private func median(_ values: [Double]) -> Double { quantile(ofSorted: values.sorted(), 0.5) }
}
