/// The tokens of pieces met before: a fixed table of one thread, the newest piece of a slot stays.
///
/// An entry is 32 bytes, aligned, so a look-up reads half a cache line: up to 15 bytes of piece with their
/// number, and up to four tokens. In English text that is nearly every piece; what does not fit is merged
/// anew each time.
final class PieceCache {
  /// The longest piece that is kept.
  static let maximumLength = 15
  /// The most tokens that are kept for a piece.
  static let maximumTokens = 4

  /// A piece as two words: its bytes, then its length in the uppermost byte (never 0, so no piece is all
  /// zero).
  struct Key {
    var low: UInt64
    var high: UInt64
  }

  private struct Entry {
    var low: UInt64
    var high: UInt64
    /// Unused places hold -1.
    var tokens: SIMD4<TokenID>
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let shift: UInt64

  /// A cache of 2^bits pieces.
  init(bits: Int = 15) {
    entries = .allocate(capacity: 1 << bits)
    entries.initialize(repeating: Entry(low: 0, high: 0, tokens: .init(repeating: -1)), count: 1 << bits)
    shift = UInt64(64 - bits)
  }

  deinit { entries.deallocate() }

  /// The key of the piece `text[range]`, at most `maximumLength` bytes long.
  @inline(__always)
  static func key(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Key {
    let length = range.count
    var low: UInt64 = 0
    var high: UInt64 = 0
    if range.lowerBound + 16 <= text.count, let base = UnsafeRawPointer(text.baseAddress) {
      low = base.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self)
      high = base.loadUnaligned(fromByteOffset: range.lowerBound + 8, as: UInt64.self)
      low = UInt64(littleEndian: low) & mask(min(length, 8))
      high = UInt64(littleEndian: high) & mask(max(length - 8, 0))
    } else {
      // Near the end of the text there are no 16 bytes to load.
      for index in range.reversed() {
        if index - range.lowerBound >= 8 {
          high = high << 8 | UInt64(text[index])
        } else {
          low = low << 8 | UInt64(text[index])
        }
      }
    }
    return Key(low: low, high: high | UInt64(length) << 56)
  }

  /// Writes the tokens of a piece to `output`, which has room for `maximumTokens`.
  /// - Returns: their number, 0 when the piece is not here.
  @inline(__always)
  func find(_ key: Key, to output: UnsafeMutablePointer<TokenID>) -> Int {
    let entry = entries + slot(key)
    guard entry.pointee.low == key.low, entry.pointee.high == key.high else { return 0 }
    let tokens = entry.pointee.tokens
    UnsafeMutableRawPointer(output).storeBytes(of: tokens, as: SIMD4<TokenID>.self)
    // Without branches: -1 in every lane that holds a token.
    let used = SIMD4<TokenID>(repeating: 0).replacing(with: -1, where: tokens .>= 0)
    return Int(-used.wrappedSum())
  }

  /// Keeps the tokens of a piece, at most `maximumTokens`.
  @inline(__always)
  func insert(_ key: Key, _ tokens: UnsafeMutablePointer<TokenID>, count: Int) {
    var kept = SIMD4<TokenID>(repeating: -1)
    for index in 0..<count { kept[index] = tokens[index] }
    entries[slot(key)] = Entry(low: key.low, high: key.high, tokens: kept)
  }

  @inline(__always)
  private func slot(_ key: Key) -> Int {
    Int(truncatingIfNeeded: ByteHash.fold(key.low ^ key.high &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }

  /// The lowest `count` bytes of a word, `count` from 0 to 8.
  @inline(__always)
  private static func mask(_ count: Int) -> UInt64 {
    // A smart shift gives 0 for 64 and more.
    UInt64.max >> UInt64(64 - 8 * count)
  }
}
