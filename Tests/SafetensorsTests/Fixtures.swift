import Safetensors

/// The bytes of a file with this JSON header and so many bytes of data.
func file(header: String, dataCount: Int, announced: UInt64? = nil) -> [UInt8] {
  let length = withUnsafeBytes(of: (announced ?? UInt64(header.utf8.count)).littleEndian) { Array($0) }
  return length + Array(header.utf8) + [UInt8](repeating: 7, count: dataCount)
}

/// Parses a header in memory.
func parse(_ bytes: [UInt8]) throws -> SafetensorsHeader {
  try bytes.withUnsafeBytes { try SafetensorsHeader(parsing: $0, path: "test.safetensors") }
}

/// Deterministic random numbers (SplitMix64, Steele et al. 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
