import Torch

/// A batch whose later tokens are exchanged: real rows up to a cut, then the same positions of another real row, so that
/// nothing but knowledge of the first instance's question could tell the decoy from the truth.
struct Probe {
  /// The rows to ask a second instance.
  let decoys: [ArraySlice<Int32>]
  /// Positions before the cuts, over all rows.
  let positions: Int

  private let cuts: [Int]
  private let length: Int
  private let targets: [Tensor]
  /// The first instance's logits, [rows × length, V].
  private let logits: Tensor

  /// What the second instance says otherwise, at the position where it differs most.
  struct Difference {
    /// Of the real next token's log-probability, in nats: what a look ahead would win.
    var nats = 0.0
    /// Of the distribution: the sum of the absolute differences of all probabilities, at most 2.
    var mass = 0.0
  }

  /// Draws the cuts at random, so that no model can know them, and evenly over the whole row, so that no position is safe:
  /// each row's lies in a band of its own. A cut at the end of a row leaves it whole and changes its neighbours.
  init(batch: Range<Int>, rows: [EvaluationRow], logits: Tensor, length: Int) {
    var cuts: [Int] = []
    var decoys: [ArraySlice<Int32>] = []
    let bands = Array(0..<batch.count).shuffled()
    for (row, band) in zip(batch, bands) {
      let place = (Double(band) + Double.random(in: 0..<1)) / Double(batch.count)
      let cut = min(length, 1 + Int(place * Double(length)))
      var other = Int.random(in: 0..<rows.count)
      if other == row { other = (other + 1) % rows.count }
      let (real, foreign) = (rows[row].inputs, rows[other].inputs)
      decoys.append(real.prefix(cut) + foreign.dropFirst(cut))
      cuts.append(cut)
    }
    self.cuts = cuts
    self.decoys = decoys
    self.length = length
    self.logits = logits.clone()
    targets = zip(batch, cuts).map { row, cut in
      Tensor(Array(rows[row].targets.prefix(cut)), shape: [cut, 1]).to(.int64)
    }
    positions = cuts.reduce(0, +)
  }

  /// Compares the distributions before the cuts. Probabilities are compared, not logits: logits can be scaled and shifted so
  /// that a difference looks small that is not.
  func difference(to other: Tensor) -> Difference {
    var largest = Difference()
    for (row, cut) in cuts.enumerated() {
      let real = logits.narrow(dim: 0, start: row * length, length: cut).logSoftmax(dim: 1)
      let decoy = other.narrow(dim: 0, start: row * length, length: cut).logSoftmax(dim: 1)
      let nats = (real.gather(dim: 1, index: targets[row]) - decoy.gather(dim: 1, index: targets[row])).abs()
        .max().item()
      let mass = (real.exp() - decoy.exp()).abs().sum(dim: 1).max().item()
      // Not by max(): NaN is larger than nothing, and must not be lost.
      largest.nats = nats.isNaN || nats > largest.nats ? (nats.isNaN ? .infinity : nats) : largest.nats
      largest.mass = mass.isNaN || mass > largest.mass ? (mass.isNaN ? .infinity : mass) : largest.mass
    }
    return largest
  }
}
