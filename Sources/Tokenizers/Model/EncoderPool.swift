/// Encoders that are free, so that each thread finds one with a warm cache.
final class EncoderPool: Sendable {
  private let free = Locked<[TextEncoding]>([])
  private let make: @Sendable () -> TextEncoding

  init(_ make: @escaping @Sendable () -> TextEncoding) { self.make = make }

  /// Lends an encoder to `body`.
  func with<Result>(_ body: (TextEncoding) throws(TokenizerError) -> Result) throws(TokenizerError) -> Result
  {
    let encoder = free.withLock { $0.popLast() } ?? make()
    encoder.reset()
    // An encoder that failed is as good as before: it is reset when it is lent again.
    defer { free.withLock { $0.append(encoder) } }
    return try body(encoder)
  }
}
