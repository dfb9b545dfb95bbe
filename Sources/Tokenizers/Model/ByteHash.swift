/// A fast hash of short byte strings for tables that live in memory only.
///
/// Multiply and fold, eight bytes a step, after the core of wyhash (Wang Yi, 2019). It is not for input
/// chosen by an adversary who wants collisions: every table here also compares the bytes.
enum ByteHash {
  @inline(__always)
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return 0 }
    var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    var position = 0
    while position + 8 <= bytes.count {
      state = fold(state ^ base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    var tail: UInt64 = 0
    while position < bytes.count {
      tail = tail << 8 | UInt64(bytes[position])
      position += 1
    }
    return fold(state ^ tail)
  }

  /// Spreads every bit of a word over all bits of the result.
  @inline(__always)
  static func fold(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
