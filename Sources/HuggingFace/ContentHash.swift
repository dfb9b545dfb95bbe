import Digests

/// The hash by which the Hub names a file's content.
struct ContentHash {
  private var large: Digest<SHA256>?
  private var small: Digest<SHA1>?

  /// By the length of the expected name: 64 digits are SHA-256, 40 are git's blob.
  init(expected: String, size: Int) {
    if expected.utf8.count == 64 {
      large = Digest(SHA256())
    } else {
      small = Digest(SHA1())
      small?.update("blob \(size)\0")
    }
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    large?.update(bytes)
    small?.update(bytes)
  }

  var hexadecimal: String { large?.hexadecimal() ?? small?.hexadecimal() ?? "" }
}
