import Digests

/// SplitMix64 (Steele, Lea, Flood, 2014): random numbers that are the same everywhere and for ever.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number below `bound`, each as likely (Lemire, 2019).
  mutating func next(below bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let floor = (0 &- bound) % bound
      while product.low < floor { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }
}

/// The order in which an epoch goes through documents.
package enum EpochOrder {
  /// A permutation of `0..<count`, by seed and epoch: Fisher–Yates, spelled out here because the standard
  /// library may change its own way of shuffling.
  package static func permutation(count: Int, seed: UInt64, epoch: Int) -> [Int32] {
    var random = SplitMix64(seed: XXH64.avalanche(XXH64.avalanche(seed) &+ UInt64(epoch)))
    var order = (0..<Int32(count)).map { $0 }
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, Int(random.next(below: UInt64(index + 1))))
    }
    return order
  }
}
