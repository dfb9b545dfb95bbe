/// Corrections for a batch of p-values that is known at once. For comparisons that arrive one by one, see
/// `DiscoveryLevels`.
public enum MultipleTesting {
  /// Holm's adjusted p-values (Scandinavian Journal of Statistics 6, 1979): rejecting those below α keeps
  /// the chance of any false rejection at or below α, whatever the dependence.
  public static func holm(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    var adjusted = pValues
    var running = 0.0
    for (rank, index) in order.enumerated() {
      running = max(running, min(1, pValues[index] * Double(pValues.count - rank)))
      adjusted[index] = running
    }
    return adjusted
  }

  /// Benjamini and Hochberg's adjusted p-values (JRSS B 57, 1995): rejecting those below q keeps the false
  /// discovery rate at or below q for independent or positively dependent tests.
  public static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    var adjusted = pValues
    var running = 1.0
    for (rank, index) in order.enumerated().reversed() {
      running = min(running, pValues[index] * Double(pValues.count) / Double(rank + 1))
      adjusted[index] = running
    }
    return adjusted
  }
}
