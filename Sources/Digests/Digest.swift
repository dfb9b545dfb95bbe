/// A hash that takes its input in pieces, 64 bytes at a time inside.
package protocol BlockDigest {
  /// Takes whole blocks, any number of them.
  mutating func compress(_ blocks: UnsafeRawBufferPointer)
  var words: [UInt32] { get }
}

/// Merkle–Damgård with 64-byte blocks and a length in bits at the end, as SHA-1 and SHA-256 both are.
package struct Digest<Function: BlockDigest> {
  private var function: Function
  private var rest: [UInt8] = []
  private var length: UInt64 = 0

  package init(_ function: Function) { self.function = function }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var at = 0
    if !rest.isEmpty {
      at = min(64 - rest.count, bytes.count)
      rest.append(contentsOf: bytes[..<at])
      guard rest.count == 64 else { return }
      rest.withUnsafeBytes { function.compress($0) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = at + (bytes.count - at) / 64 * 64
    function.compress(UnsafeRawBufferPointer(rebasing: bytes[at..<whole]))
    at = whole
    rest.append(contentsOf: bytes[at...])
  }

  package mutating func update(_ text: String) {
    Array(text.utf8).withUnsafeBytes { update($0) }
  }

  /// The hash in hexadecimal digits.
  package func hexadecimal() -> String {
    var copy = self
    let bits = length &* 8
    var padding: [UInt8] = [0x80]
    while (rest.count + padding.count) % 64 != 56 { padding.append(0) }
    withUnsafeBytes(of: bits.bigEndian) { padding.append(contentsOf: $0) }
    padding.withUnsafeBytes { copy.update($0) }
    return copy.function.words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}

extension Digest<SHA256> {
  /// SHA-256 of a text's UTF-8, in hexadecimal digits.
  package static func sha256(_ text: String) -> String {
    var digest = Digest(SHA256())
    digest.update(text)
    return digest.hexadecimal()
  }
}
