/// Why a safetensors file (or its index) could not be read or written.
///
/// `description` is one line: the file, the tensor if there is one, what is wrong and what to do.
public struct SafetensorsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, for code that decides by it.
  public enum Kind: Equatable, Sendable {
    /// The operating system refused to open, map, write, sync or rename.
    case system(operation: String, reason: String)
    /// The file ends before the eight bytes of the header's length, or before the header does.
    case truncated(needed: UInt64, found: UInt64)
    /// The header's length is above the limit of 25 MB.
    case headerTooLarge(length: UInt64)
    /// The header (or the index) is not the JSON that the format asks for.
    case invalidJSON(offset: Int, reason: String)
    /// A tensor's dtype, shape or offsets contradict each other or the file.
    case invalidTensor(name: String, reason: String)
    /// Two tensors carry one name.
    case duplicateName(String)
    /// The tensors do not cover the data exactly: a gap, an overlap, or bytes left over.
    case layout(String)
    /// No tensor of that name; `nearest` are names that look like it.
    case missingTensor(name: String, nearest: [String])
    /// The index names a shard that cannot be used.
    case invalidShard(file: String, reason: String)
  }

  /// The file that was read or written.
  public let path: String
  /// What went wrong.
  public let kind: Kind

  package init(_ path: String, _ kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// One line: the file, the tensor, what is wrong, what to do.
  public var description: String {
    switch kind {
    case .system(let operation, let reason):
      "\(path): cannot \(operation): \(reason)"
    case .truncated(let needed, let found):
      "\(path): the file is cut short: \(needed) bytes needed, \(found) found; fetch or save it again"
    case .headerTooLarge(let length):
      """
      \(path): not a safetensors file: the header would take \(length) bytes, \
      above the limit of \(SafetensorsHeader.maximumLength)
      """
    case .invalidJSON(let offset, let reason):
      "\(path): not a safetensors file: byte \(offset) of the JSON: \(reason)"
    case .invalidTensor(let name, let reason):
      "\(path): tensor \(quoted(name)): \(reason); the file is damaged, fetch or save it again"
    case .duplicateName(let name):
      "\(path): two entries are called \(quoted(name)); the file is damaged, fetch or save it again"
    case .layout(let reason):
      "\(path): \(reason); the file is damaged, fetch or save it again"
    case .missingTensor(let name, let nearest):
      nearest.isEmpty
        ? "\(path): no tensor \(quoted(name))"
        : "\(path): no tensor \(quoted(name)); nearest: \(nearest.joined(separator: ", "))"
    case .invalidShard(let file, let reason):
      "\(path): shard \(quoted(file)): \(reason)"
    }
  }
}

/// `text` in quotes on one line, shortened: names come from files that anyone may have made.
func quoted(_ text: String) -> String {
  let limit = 120
  let shown = text.unicodeScalars.prefix(limit).map { scalar in
    scalar.properties.generalCategory == .control ? "\u{FFFD}" : String(scalar)
  }
  return "'" + shown.joined() + (text.unicodeScalars.count > limit ? "…'" : "'")
}
