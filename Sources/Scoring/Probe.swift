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
  /// The first instance's logits, [rows × length, V].
  private let logits: Tensor

  /// Draws the cuts at random, so that no model can know them.
  init(batch: Range<Int>, rows: [EvaluationRow], logits: Tensor, length: Int) {
    var cuts: [Int] = []
    var decoys: [ArraySlice<Int32>] = []
    for row in batch {
      let cut = Int.random(in: max(1, length / 4)...max(1, length * 3 / 4))
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
    positions = cuts.reduce(0, +)
  }

  /// The largest difference of the logits before the cuts, relative to the largest logit there.
  func largestDifference(to other: Tensor) -> Double {
    var difference = 0.0
    var scale = 1e-6
    for (row, cut) in cuts.enumerated() {
      let real = logits.narrow(dim: 0, start: row * length, length: cut)
      let decoy = other.narrow(dim: 0, start: row * length, length: cut)
      difference = max(difference, (real - decoy).abs().max().item())
      scale = max(scale, real.abs().max().item())
    }
    return difference.isNaN ? .infinity : difference / scale
  }
}
