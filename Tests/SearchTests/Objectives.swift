import Foundation
import Search
import Statistics
import TestSupport
import Testing

/// A test function of the field, in Swift and in Python.
struct Objective: Sendable, CustomTestStringConvertible {
  let name: String
  let space: SearchSpace
  let trials: Int
  /// Standard deviation of the error with which a value is seen.
  let noise: Double
  let value: @Sendable (Assignment) -> Double

  var testDescription: String { name }

  /// Dixon and Szegő's Branin function; its minimum is 0.397887.
  static let branin = Objective(
    name: "branin", space: SearchSpace(axes: [.real("x", -5...10), .real("y", 0...15)]), trials: 60, noise: 0
  ) { point in
    let (x, y) = (point.number("x"), point.number("y"))
    let bend = y - 5.1 / (4 * Double.pi * Double.pi) * x * x + 5 / Double.pi * x - 6
    return bend * bend + 10 * (1 - 1 / (8 * Double.pi)) * cos(x) + 10
  }

  /// Hartmann's function of six numbers; its minimum is −3.32237.
  static let hartmann = Objective(
    name: "hartmann", space: SearchSpace(axes: (0..<6).map { .real("x\($0)", 0...1) }), trials: 100, noise: 0
  ) { point in
    let a: [[Double]] = [
      [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8],
      [17, 8, 0.05, 10, 0.1, 14],
    ]
    let p: [[Double]] = [
      [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
      [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
    ]
    var total = 0.0
    for (row, weight) in [1.0, 1.2, 3, 3.2].enumerated() {
      var exponent = 0.0
      for column in 0..<6 {
        let distance = point.number("x\(column)") - p[row][column] * 1e-4
        exponent += a[row][column] * distance * distance
      }
      total += weight * exp(-exponent)
    }
    return -total
  }

  /// The kind of space that a training file declares, seen through noise; its minimum is 0.
  static let mixed = Objective(
    name: "mixed",
    space: SearchSpace(axes: [
      .init(name: "lr", domain: .real(1e-4...1, step: nil, isLog: true)),
      .init(name: "depth", domain: .integer(1...16, step: 1, isLog: false)), .real("decay", 0...1),
      .init(name: "pattern", domain: .choice([.string("L"), .string("SL"), .string("SSSL")])),
      .init(name: "tied", domain: .flag),
      .init(name: "width", domain: .integer(16...1024, step: 1, isLog: true)),
    ]), trials: 80, noise: 0.05
  ) { point in
    let rate = log(point.number("lr") / 0.02) / 2
    let depth = point.number("depth") - 7
    let decay = point.number("decay") - 0.1
    var loss = rate * rate + 0.05 * depth * depth + 4 * decay * decay
    loss += 0.3 * abs(log2(point.number("width") / 256))
    loss += point["pattern"] == .string("SSSL") ? 0 : point["pattern"] == .string("SL") ? 0.3 : 0.6
    return loss + (point["tied"] == .bool(true) ? 0.2 : 0)
  }

  /// The true value at the point that looks best after all trials, for each seed.
  ///
  /// - Parameter isRandom: spread all trials evenly and at random, for comparison.
  func results(seeds: Range<Int>, isRandom: Bool = false) -> [Double] {
    seeds.map { seed in
      var search = TPE(space: space, seed: UInt64(seed))
      if isRandom { search.startupTrials = .max }
      var random = Xoshiro256(seed: UInt64(seed) + 1_000)
      var history: [Trial] = []
      var best: (seen: Double, assignment: Assignment)?
      for _ in 0..<trials {
        guard let proposal = search.propose(history: history, incumbent: isRandom ? nil : best?.assignment)
        else { break }
        let seen = value(proposal.assignment) + noise * random.normal()
        history.append(Trial(proposal.assignment, .score(seen, deviation: noise)))
        if seen < best?.seen ?? .infinity { best = (seen, proposal.assignment) }
      }
      return best.map { value($0.assignment) } ?? .infinity
    }
  }
}

extension SearchSpace.Axis {
  fileprivate static func real(_ name: String, _ range: ClosedRange<Double>) -> Self {
    .init(name: name, domain: .real(range, step: nil, isLog: false))
  }
}

extension Assignment {
  fileprivate func number(_ name: String) -> Double { self[name]?.number ?? .nan }
}
