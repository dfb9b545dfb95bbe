/// Bits per byte of a text under a model: the cross-entropy of the target tokens in nats, over ln 2 times
/// the UTF-8 bytes that those tokens stand for. Special tokens belong in neither sum.
///
/// Unlike a loss per token it does not depend on the tokenizer, so that models with other vocabularies
/// can be compared.
public struct BitsPerByte: Sendable {
  private var nats = CompensatedSum()

  /// UTF-8 bytes counted so far.
  public private(set) var bytes = 0

  /// Nothing counted yet.
  public init() {}

  /// Cross-entropy counted so far, in nats.
  public var totalNats: Double { nats.value }

  /// Adds a batch of target tokens.
  ///
  /// - Parameters:
  ///   - nats: the sum of the cross-entropies of the targets.
  ///   - bytes: the UTF-8 bytes of the same targets.
  public mutating func add(nats: Double, bytes: Int) {
    self.nats.add(nats)
    self.bytes += bytes
  }

  /// Bits per byte; nil before the first byte.
  public var value: Double? {
    bytes > 0 ? totalNats / (0.693147180559945309417 * Double(bytes)) : nil
  }
}
