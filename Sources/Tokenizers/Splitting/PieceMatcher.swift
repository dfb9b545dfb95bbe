import CPCRE2

/// What one thread needs to split text: PCRE2's match block and a stack for its machine code.
final class PieceMatcher {
  /// The stack grows only where a pattern backtracks deeply; what it does not touch costs no memory.
  private static let stackStart = 64 << 10
  private static let stackLimit = 64 << 20

  private let expression: CompiledExpression
  private let match: OpaquePointer?
  private let context: OpaquePointer?
  private let stack: OpaquePointer?

  init(_ expression: CompiledExpression) {
    self.expression = expression
    match = pcre2_match_data_create_8(1, nil)
    context = pcre2_match_context_create_8(nil)
    stack = expression.isJIT ? pcre2_jit_stack_create_8(Self.stackStart, Self.stackLimit, nil) : nil
    if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
  }

  deinit {
    pcre2_match_data_free_8(match)
    pcre2_match_context_free_8(context)
    pcre2_jit_stack_free_8(stack)
  }

  /// Calls `body` with the range of each piece of a text, which must be well-formed UTF-8.
  /// - Throws: `TokenizerError.matchFailed` when the pattern backtracks beyond PCRE2's limits.
  @inline(__always)
  func forEachPiece(
    in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws(TokenizerError) -> Void
  ) throws(TokenizerError) {
    guard let start = text.baseAddress, !text.isEmpty else { return }
    guard let match, context != nil, let bounds = pcre2_get_ovector_pointer_8(match) else {
      throw .matchFailed(offset: 0, reason: "out of memory")
    }
    var position = 0
    while position < text.count {
      let result = find(in: start, count: text.count, from: position, match)
      if result == PCRE2_ERROR_NOMATCH {
        try body(position..<text.count)
        return
      }
      guard result >= 0 else {
        throw .matchFailed(offset: position, reason: CompiledExpression.message(result))
      }
      let (lower, upper) = (bounds[0], bounds[1])
      // `\K` in a lookahead could report nonsense; a piece that does not go forward would never end.
      guard lower >= position, upper > lower, upper <= text.count else {
        throw .matchFailed(offset: position, reason: "a match that does not go forward")
      }
      if lower > position { try body(position..<lower) }
      try body(lower..<upper)
      position = upper
    }
  }

  @inline(__always)
  private func find(
    in text: UnsafePointer<UInt8>, count: Int, from position: Int, _ match: OpaquePointer
  ) -> Int32 {
    if expression.isJIT {
      let result = pcre2_jit_match_8(
        expression.code, text, count, position, PCRE2_NO_UTF_CHECK, match, context)
      if result != PCRE2_ERROR_JIT_STACKLIMIT { return result }
    }
    // The interpreter keeps its backtracking points on the heap.
    return pcre2_match_8(
      expression.code, text, count, position, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, match, context)
  }
}
