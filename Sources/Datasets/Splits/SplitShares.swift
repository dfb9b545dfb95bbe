import TokenShards

/// How much of a corpus each split gets, in thousandths.
package struct SplitShares: Codable, Equatable, Sendable {
  package let train: Int
  package let val: Int
  package let test: Int

  /// Nine tenths to train on, a twentieth each to search by and to report on.
  package static let standard = SplitShares(uncheckedTrain: 900, val: 50, test: 50)

  /// - Throws: `DatasetError.invalidSetting` unless all are positive and their sum is 1000.
  package init(train: Int, val: Int, test: Int) throws {
    self.init(uncheckedTrain: train, val: val, test: test)
    try check()
  }

  private init(uncheckedTrain train: Int, val: Int, test: Int) {
    (self.train, self.val, self.test) = (train, val, test)
  }

  func check() throws {
    guard (1...998).contains(train), (1...998).contains(val), (1...998).contains(test),
      train + val + test == 1000
    else {
      throw DatasetError.invalidSetting(
        name: "split shares",
        problem: "are \(train), \(val), \(test): give three positive thousandths of sum 1000")
    }
  }

  /// The split of a document with this hash. It depends on nothing else: a document stays in its split when
  /// others are added or removed.
  func split(ofHash hash: UInt64) -> Split {
    // The hash as a fraction of 2^64, in thousandths.
    let share = Int(hash.multipliedFullWidth(by: 1000).high)
    return share < train ? .train : share < train + val ? .val : .test
  }
}
