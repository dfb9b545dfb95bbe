import Search
import Testing

@Suite struct TPETests {
  private let space = SearchSpace(axes: [
    .init(name: "depth", domain: .integer(1...12, step: 1, isLog: false)),
    .init(name: "width", domain: .integer(64...500, step: 64, isLog: false)),
    .init(name: "lr", domain: .real(0.005...0.2, step: nil, isLog: true)),
    .init(name: "dropout", domain: .real(0...0.5, step: 0.1, isLog: false)),
    .init(name: "pattern", domain: .choice([.string("L"), .string("SL")])),
    .init(name: "tied", domain: .flag),
  ])

  private func loss(_ assignment: Assignment) -> Double {
    abs((assignment["depth"]?.number ?? 0) - 8) + (assignment["tied"] == .bool(true) ? 0 : 2)
  }

  private func history(_ count: Int, seed: UInt64 = 1) throws -> [Trial] {
    let search = TPE(space: space, seed: seed)
    return try (0..<count).reduce(into: []) { trials, _ in
      let proposal = try #require(search.propose(history: trials))
      trials.append(Trial(proposal.assignment, .score(loss(proposal.assignment), deviation: nil)))
    }
  }

  @Test func proposesOnlyWhatIsAllowedAndNothingTwice() throws {
    let trials = try history(80)
    for trial in trials {
      for axis in space.axes {
        #expect(
          trial.assignment[axis.name].map(axis.domain.contains) == true, "\(axis.name) \(trial.assignment)")
      }
    }
    #expect(Set(trials.map(\.assignment)).count == 80)
    // Both ends of a stepped axis are reached, 448 being the last step below 500.
    let widths = Set(trials.compactMap { $0.assignment["width"]?.number })
    #expect(widths.isSubset(of: [64, 128, 192, 256, 320, 384, 448]) && widths.count > 4)
  }

  @Test func isAFunctionOfSeedAndHistory() throws {
    let trials = try history(25)
    let search = TPE(space: space, seed: 3)
    #expect(search.propose(history: trials) == search.propose(history: trials))
    #expect(search.propose(history: trials) != TPE(space: space, seed: 4).propose(history: trials))
    #expect(try history(12) == history(12))
  }

  @Test func aSmallSpaceIsWalkedOnceAndEnds() throws {
    let small = SearchSpace(axes: [
      .init(name: "a", domain: .integer(1...3, step: 1, isLog: false)), .init(name: "b", domain: .flag),
    ])
    #expect(small.count == 6)
    let search = TPE(space: small, seed: 1)
    var trials: [Trial] = []
    while let proposal = search.propose(history: trials), trials.count < 20 {
      trials.append(Trial(proposal.assignment, .failed))
    }
    #expect(trials.count == 6 && Set(trials.map(\.assignment)).count == 6)
    #expect(TPE(space: SearchSpace(axes: []), seed: 1).propose(history: []) == nil)
    // The incumbent is not proposed either.
    #expect(search.propose(history: Array(trials.dropLast()), incumbent: trials[5].assignment) == nil)
  }

  /// Failures are avoided, and the search does not come to a halt on them.
  @Test func keepsAwayFromFailures() throws {
    let search = TPE(space: space, seed: 2)
    var trials: [Trial] = []
    for _ in 0..<60 {
      let proposal = try #require(search.propose(history: trials))
      let deep = (proposal.assignment["depth"]?.number ?? 0) > 6
      trials.append(
        Trial(proposal.assignment, deep ? .failed : .score(loss(proposal.assignment), deviation: nil)))
    }
    // Half of the space fails, and the best depth borders on that half.
    let late = trials.suffix(30).count { $0.score == nil }
    #expect(late <= 10)
    #expect(Trial([:], .score(.nan, deviation: nil)).outcome == .failed)
    let allFailed = trials.map { Trial($0.assignment, .failed) }
    #expect(search.propose(history: allFailed) != nil)
  }

  /// Workers that ask while others run are sent elsewhere.
  @Test func spreadsPendingTrials() throws {
    let search = TPE(space: space, seed: 2)
    var trials = try history(30)
    var proposed: Set<Assignment> = []
    for _ in 0..<8 {
      let proposal = try #require(search.propose(history: trials))
      proposed.insert(proposal.assignment)
      trials.append(Trial(proposal.assignment, .pending))
    }
    #expect(proposed.count == 8)
  }

  @Test func explainsItself() throws {
    let incumbent: Assignment = [
      "depth": .int(4), "width": .int(128), "lr": .double(0.02), "dropout": .double(0),
      "pattern": .string("L"),
      "tied": .bool(false),
    ]
    let search = TPE(space: space, seed: 2)
    let first = try #require(search.propose(history: [], incumbent: incumbent))
    #expect(first.rationale.hasSuffix("a small step before the search narrows"))
    let second = try #require(
      search.propose(history: [Trial(first.assignment, .failed)], incumbent: incumbent))
    #expect(second.rationale.hasSuffix("a small step before the search narrows"))
    let blind = try #require(search.propose(history: []))
    #expect(blind.rationale.hasSuffix("an even spread over the space before the search narrows"))
    #expect(first.predictedGain == nil)
    let trials = try history(40)
    let later = try #require(search.propose(history: trials, incumbent: incumbent))
    #expect(later.rationale.contains("among the best 8 of 40 trials"))
    let gain = try #require(later.predictedGain)
    let truth = loss(incumbent) - loss(later.assignment)
    #expect(gain.deviation > 0 && abs(gain.mean - truth) < 3 * gain.deviation)
    // From the best point there is less to gain than from one that is far off.
    let best = try #require(trials.min { ($0.score ?? 9) < ($1.score ?? 9) }).assignment
    let fromBest = try #require(search.propose(history: trials, incumbent: best)?.predictedGain)
    #expect(fromBest.mean < gain.mean)
    // An assignment says what it changes, and leaves most of the incumbent alone.
    let changed = space.axes.count { later.assignment[$0.name] != incumbent[$0.name] }
    #expect(changed >= 1 && later.rationale.contains("→"))
  }

  @Test func passesOverTrialsOfAnotherFile() throws {
    let search = TPE(space: space, seed: 2)
    var trials = try history(20)
    trials.append(Trial(["gone": .int(3)], .score(-1000, deviation: nil)))
    trials.append(
      Trial(trials[0].assignment.merging(["depth": .int(99)]) { $1 }, .score(-1000, deviation: nil)))
    #expect(search.propose(history: trials) != nil)
  }

  @Test func degenerateSpaces() throws {
    let single = SearchSpace(axes: [.init(name: "a", domain: .real(2...2, step: nil, isLog: false))])
    let search = TPE(space: single, seed: 1)
    let only = try #require(search.propose(history: []))
    #expect(only.assignment == ["a": .double(2)])
    #expect(search.propose(history: [Trial(only.assignment, .failed)]) == nil)
    let huge = KnobDomain.integer(Int.min + 1...Int.max, step: 1, isLog: false)
    #expect(huge.count == nil)
    let space = SearchSpace(axes: [.init(name: "a", domain: huge)])
    #expect(TPE(space: space, seed: 1).propose(history: []) != nil)
  }
}
