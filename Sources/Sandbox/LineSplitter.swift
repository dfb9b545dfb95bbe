/// Cuts a byte stream from an untrusted process into lines of bounded length.
struct LineSplitter {
  /// Lines that were dropped for their length or for lack of an end.
  private(set) var dropped = 0
  private let limit: Int
  private var partial: [UInt8] = []
  private var skipping = false

  init(limit: Int) { self.limit = limit }

  /// The lines that `bytes` completes. Invalid UTF-8 is repaired.
  mutating func feed(_ bytes: some Collection<UInt8>) -> [String] {
    var lines: [String] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      append(rest[..<end])
      if !skipping { lines.append(String(decoding: partial, as: UTF8.self)) }
      partial.removeAll(keepingCapacity: true)
      skipping = false
      rest = rest[rest.index(after: end)...]
    }
    append(rest)
    return lines
  }

  /// The stream ended: a line without its end is not one.
  mutating func finish() {
    if !partial.isEmpty { dropped += 1 }
    partial = []
    skipping = false
  }

  private mutating func append(_ bytes: some Collection<UInt8>) {
    guard !skipping else { return }
    if partial.count + bytes.count > limit {
      dropped += 1
      skipping = true
      partial.removeAll(keepingCapacity: true)
    } else {
      partial.append(contentsOf: bytes)
    }
  }
}
