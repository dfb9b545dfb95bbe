/// SHA-1 (FIPS 180-4): git's name of a small file on the Hub. It finds accidents; against forgery it is weak,
/// and large files have SHA-256.
package struct SHA1: BlockDigest {
  private var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
  private var schedule = [UInt32](repeating: 0, count: 80)

  package init() {}

  package var words: [UInt32] { state }

  package mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    for start in stride(from: 0, to: blocks.count, by: 64) { mix(blocks, start) }
  }

  private mutating func mix(_ blocks: UnsafeRawBufferPointer, _ start: Int) {
    for t in 0..<16 {
      schedule[t] = UInt32(bigEndian: blocks.loadUnaligned(fromByteOffset: start + t * 4, as: UInt32.self))
    }
    for t in 16..<80 {
      schedule[t] = rotate(schedule[t - 3] ^ schedule[t - 8] ^ schedule[t - 14] ^ schedule[t - 16], 1)
    }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for t in 0..<80 {
      let (mix, constant): (UInt32, UInt32) =
        switch t {
        case ..<20: ((b & c) | (~b & d), 0x5A82_7999)
        case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
        case ..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
      let next = rotate(a, 5) &+ mix &+ e &+ constant &+ schedule[t]
      (e, d, c, b, a) = (d, c, rotate(b, 30), a, next)
    }
    for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
  }

  private func rotate(_ word: UInt32, _ by: UInt32) -> UInt32 { word << by | word >> (32 - by) }
}
