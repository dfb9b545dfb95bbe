/// GPT-2's printable stand-ins for bytes, with which files of the Hugging Face family write tokens as text.
///
/// A byte that Latin-1 prints stands for itself; the others, in order, take the characters from U+0100 on.
/// See `bytes_to_unicode` in openai/gpt-2 (Radford et al., 2019).
enum ByteLevelAlphabet {
  /// The stand-in of each byte.
  static let scalars: [Unicode.Scalar] = {
    var unprintable: UInt16 = 0
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { unprintable += 1 }
        // At most U+0143: 68 bytes are unprintable.
        return Unicode.Scalar(0x100 + unprintable) ?? "\u{FFFD}"
      }
    }
  }()

  private static let bytes: [UInt16] = {
    var bytes = [UInt16](repeating: .max, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar.value)] = UInt16(byte) }
    return bytes
  }()

  /// Bytes as text.
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(scalars[Int(byte)]) }
    return String(text)
  }

  /// The bytes that a text stands for; nil when it holds a character that is no stand-in.
  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard scalar.value < bytes.count, let byte = UInt8(exactly: bytes[Int(scalar.value)]) else {
        return nil
      }
      result.append(byte)
    }
    return result
  }
}
