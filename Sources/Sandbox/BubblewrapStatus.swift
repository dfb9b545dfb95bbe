/// What bubblewrap says of itself, one JSON object per line, bwrap(1) `--json-status-fd`.
struct BubblewrapStatus {
  /// The first process inside, by its number outside.
  private(set) var child: Int32?
  /// The command's exit code in the shell's encoding; absent when the command never ran.
  private(set) var exitCode: Int32?
  private var lines = LineSplitter(limit: 1 << 16)

  mutating func feed(_ bytes: ArraySlice<UInt8>) {
    for line in lines.feed(bytes) {
      child = child ?? Self.number(after: "\"child-pid\"", in: line)
      exitCode = exitCode ?? Self.number(after: "\"exit-code\"", in: line)
    }
  }

  // The two members are plain integers and the writer is trusted, so no JSON parser is needed.
  private static func number(after key: String, in line: String) -> Int32? {
    let text = Array(line.utf8)
    let name = Array(key.utf8)
    guard text.count > name.count else { return nil }
    for start in 0...(text.count - name.count) where text[start...].starts(with: name) {
      let digits = text[(start + name.count)...].drop { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") }
        .prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      return Int32(String(decoding: digits, as: UTF8.self))
    }
    return nil
  }
}
