/// A safetensors file, memory-mapped and checked.
///
/// ```swift
/// let file = try SafetensorsFile.open("model.safetensors")
/// for entry in file.entries { print(entry.name, entry.dtype, entry.shape) }
/// ```
///
/// Opening reads the header only; a tensor's pages are loaded when its bytes are.
public final class SafetensorsFile: Sendable {
  /// The file's path, as given.
  public let path: String
  /// The tensors in the order of their data.
  public let entries: [SafetensorsEntry]
  /// The free-form strings of `__metadata__`.
  public let metadata: [String: String]

  private let mapped: MappedFile
  private let indices: [String: Int]

  private init(path: String, mapped: MappedFile) throws(SafetensorsError) {
    let header = try SafetensorsHeader(parsing: mapped.bytes, path: path)
    self.path = path
    self.mapped = mapped
    entries = header.entries
    metadata = header.metadata
    indices = Dictionary(uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
  }

  /// Maps the file at `path` and checks its header against its size.
  ///
  /// - Throws: `SafetensorsError` when the file cannot be opened or any part of the header does not hold.
  public static func open(_ path: String) throws(SafetensorsError) -> SafetensorsFile {
    try SafetensorsFile(path: path, mapped: MappedFile(path: path))
  }

  /// The entry called `name`, or nil.
  public subscript(name: String) -> SafetensorsEntry? {
    indices[name].map { entries[$0] }
  }

  /// The entry called `name`.
  ///
  /// - Throws: `SafetensorsError` that lists the nearest names.
  public func entry(_ name: String) throws(SafetensorsError) -> SafetensorsEntry {
    if let entry = self[name] { return entry }
    let nearest = NearestNames.of(name, among: entries.lazy.map(\.name))
    throw SafetensorsError(path, .missingTensor(name: name, nearest: nearest))
  }

  /// A copy of the bytes of the tensor called `name`.
  ///
  /// - Throws: `SafetensorsError` when there is no such tensor.
  public func bytes(_ name: String) throws(SafetensorsError) -> [UInt8] {
    Array(unsafeBytes(of: try entry(name)))
  }

  /// The bytes of one of this file's entries in place; valid as long as the file object lives.
  package func unsafeBytes(of entry: SafetensorsEntry) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: mapped.bytes[entry.byteRange])
  }
}
