/// Writes safetensors files.
///
/// The file appears complete or not at all. Its bytes depend on the tensors and the metadata alone: tensors lie
/// by descending element size and then by name, so that each is aligned to its elements, as in the reference
/// implementation.
public enum SafetensorsWriter {
  /// A tensor to be written.
  public struct Item {
    /// The tensor's name.
    public let name: String
    /// The element type.
    public let dtype: SafetensorsDType
    /// The size of each dimension.
    public let shape: [Int]
    fileprivate let read:
      ((UnsafeRawBufferPointer) throws(SafetensorsError) -> Void) throws(SafetensorsError) -> Void

    /// A tensor whose `bytes` are at hand: contiguous, little-endian.
    public init(name: String, dtype: SafetensorsDType, shape: [Int], bytes: [UInt8]) {
      self.init(name: name, dtype: dtype, shape: shape) { body throws(SafetensorsError) in
        var failure: SafetensorsError?
        bytes.withUnsafeBytes { buffer in
          do throws(SafetensorsError) { try body(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
      }
    }

    /// A tensor whose bytes are produced when their turn comes, so that a large model is never in memory twice.
    ///
    /// - Parameter read: calls its argument once, with all the bytes.
    package init(
      name: String, dtype: SafetensorsDType, shape: [Int],
      read:
        @escaping ((UnsafeRawBufferPointer) throws(SafetensorsError) -> Void) throws(SafetensorsError) -> Void
    ) {
      self.name = name
      self.dtype = dtype
      self.shape = shape
      self.read = read
    }
  }

  /// Writes `items` to `path`, replacing what was there.
  ///
  /// - Throws: `SafetensorsError` for a duplicate or reserved name, a shape that does not fit its bytes, or a
  ///   system error (a full disk, a read-only folder). What was at `path` is then untouched.
  public static func write(
    _ items: [Item], metadata: [String: String] = [:], to path: String
  ) throws(SafetensorsError) {
    let ordered = items.sorted { ($1.dtype.bitWidth, $0.name) < ($0.dtype.bitWidth, $1.name) }
    let (header, sizes) = try header(ordered, metadata: metadata, path: path)
    var file = try AtomicFile(path: path)
    var failure: SafetensorsError?
    header.withUnsafeBytes { bytes in
      do throws(SafetensorsError) { try file.write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
    for (item, size) in zip(ordered, sizes) {
      var written: Int?
      try item.read { bytes throws(SafetensorsError) in
        guard bytes.count == size, written == nil else {
          throw SafetensorsError(
            path,
            .invalidTensor(
              name: item.name,
              reason: "\(item.dtype.rawValue) \(item.shape) takes \(size) bytes, \(bytes.count) were given"))
        }
        try file.write(bytes)
        written = bytes.count
      }
      guard written != nil else {
        throw SafetensorsError(path, .invalidTensor(name: item.name, reason: "no bytes were given"))
      }
    }
    try file.commit()
  }

  /// The first bytes of the file, and the size of each tensor.
  private static func header(
    _ items: [Item], metadata: [String: String], path: String
  ) throws(SafetensorsError) -> (bytes: [UInt8], sizes: [Int]) {
    var members: [String] = []
    if !metadata.isEmpty {
      let strings = metadata.sorted { $0.key < $1.key }.map { "\(json($0.key)):\(json($0.value))" }
      members.append("\"__metadata__\":{\(strings.joined(separator: ","))}")
    }
    var names: Set<String> = []
    var sizes: [Int] = []
    var end: UInt64 = 0
    for item in items {
      guard item.name != "__metadata__", names.insert(item.name).inserted else {
        throw SafetensorsError(path, .duplicateName(item.name))
      }
      guard let bytes = item.dtype.byteCount(shape: item.shape), bytes < UInt64(Int.max) - end else {
        throw SafetensorsError(
          path, .invalidTensor(name: item.name, reason: "\(item.shape) is not the shape of a tensor"))
      }
      let shape = item.shape.map(String.init).joined(separator: ",")
      members.append(
        """
        \(json(item.name)):{"dtype":"\(item.dtype.rawValue)","shape":[\(shape)],\
        "data_offsets":[\(end),\(end + bytes)]}
        """)
      end += bytes
      sizes.append(Int(bytes))
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    text.append(contentsOf: repeatElement(0x20, count: (8 - text.count % 8) % 8))
    guard UInt64(text.count) <= SafetensorsHeader.maximumLength else {
      throw SafetensorsError(path, .headerTooLarge(length: UInt64(text.count)))
    }
    let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) }
    return (length + text, sizes)
  }

  /// `text` as a JSON string.
  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case ..<" ":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
