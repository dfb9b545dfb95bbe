import CPCRE2

/// A regular expression compiled by PCRE2, with machine code where the platform has it.
///
/// Safe to share: PCRE2 never changes a compiled pattern after `pcre2_jit_compile`; all that a match writes
/// to lives in the `PieceMatcher` of one thread.
final class CompiledExpression: @unchecked Sendable {
  /// A pattern longer than this is not a split pattern.
  static let maximumLength = 64 << 10

  let code: OpaquePointer
  /// Whether PCRE2 made machine code of the pattern.
  let isJIT: Bool

  init(_ source: String) throws(TokenizerError) {
    func invalid(_ offset: Int, _ reason: String) -> TokenizerError {
      let shown = source.utf8.count > 80 ? String(source.prefix(80)) + "…" : source
      return .invalidPattern(pattern: shown, offset: offset, reason: reason)
    }
    guard source.utf8.count <= Self.maximumLength else {
      throw invalid(0, "it is \(source.utf8.count) bytes long, the limit is \(Self.maximumLength)")
    }
    let translated = Array(Self.withUnicodeWhiteSpace(source).utf8)
    guard let context = pcre2_compile_context_create_8(nil) else { throw invalid(0, "out of memory") }
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    // `$` is the end of the text and nothing else, as in Rust's regex. `\C` could cut a character in two.
    let options = PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C
    var error: Int32 = 0
    var offset = 0
    let compiled = translated.withUnsafeBufferPointer {
      pcre2_compile_8($0.baseAddress, $0.count, options, &error, &offset, context)
    }
    guard let compiled else { throw invalid(offset, Self.message(error)) }
    var matchesEmpty: UInt32 = 0
    pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_MATCHEMPTY), &matchesEmpty)
    guard matchesEmpty == 0 else {
      pcre2_code_free_8(compiled)
      throw invalid(0, "it can match an empty piece")
    }
    code = compiled
    isJIT = pcre2_jit_compile_8(compiled, PCRE2_JIT_COMPLETE) == 0
  }

  deinit { pcre2_code_free_8(code) }

  /// What PCRE2 says of an error code.
  static func message(_ code: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(code, &buffer, buffer.count)
    return length < 0 ? "PCRE2 error \(code)" : String(decoding: buffer.prefix(Int(length)), as: UTF8.self)
  }

  /// Writes `\s` as `\p{White_Space}`: PCRE2's own `\s` also takes U+180E, which Unicode, Rust and Oniguruma
  /// do not.
  static func withUnicodeWhiteSpace(_ source: String) -> String {
    var result = ""
    var escaped = false
    for scalar in source.unicodeScalars {
      if escaped {
        escaped = false
        switch scalar {
        case "s": result += #"\p{White_Space}"#
        case "S": result += #"\P{White_Space}"#
        default:
          result += #"\"#
          result.unicodeScalars.append(scalar)
        }
      } else if scalar == "\\" {
        escaped = true
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return escaped ? result + #"\"# : result
  }
}
