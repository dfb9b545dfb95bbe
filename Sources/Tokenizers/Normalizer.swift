@_spi(_Unicode) import Swift

/// What is done to text before it is split.
package enum Normalizer: String, Sendable {
  /// Nothing: decoding gives back the text to the byte.
  case none
  /// Unicode's canonical composition, as Qwen's tokenizers have it.
  case nfc = "NFC"

  /// Normalises text; nil when it is normal already.
  func apply(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard self == .nfc else { return nil }
    // Below U+0300, whose lead byte is 0xCC, nothing composes.
    guard text.contains(where: { $0 >= 0xCC }) else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    for scalar in String(decoding: text, as: UTF8.self)._nfc {
      output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
    return output
  }
}
