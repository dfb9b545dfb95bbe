/// Finds the names that someone may have meant.
package enum NearestNames {
  /// The up to `count` names nearest to `name` by edit distance, none farther than half its length.
  ///
  /// Distances are over UTF-8, in the order (distance, name). Work is bounded: beyond 4,096 candidates none is
  /// offered.
  package static func of(_ name: String, among candidates: some Collection<String>, count: Int = 3)
    -> [String]
  {
    guard candidates.count <= 4096 else { return [] }
    let target = Array(name.utf8.prefix(256))
    let limit = max(2, target.count / 2)
    let scored = candidates.compactMap { candidate -> (distance: Int, name: String)? in
      let distance = editDistance(target, Array(candidate.utf8.prefix(256)), limit: limit)
      return distance <= limit ? (distance, candidate) : nil
    }
    return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(count).map(\.name)
  }

  /// Levenshtein's distance by the two-row method; `limit + 1` when it is above `limit`.
  private static func editDistance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int {
    guard abs(a.count - b.count) <= limit else { return limit + 1 }
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let substituted = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
