/// The tensors of a model that is spread over several safetensors files.
///
/// `model.safetensors.index.json` holds `{"metadata": {…}, "weight_map": {name: file}}`, as Hugging Face
/// Transformers writes it; the files lie beside it. A single file opens as one shard.
public struct ShardedSafetensors: Sendable {
  /// The files in the order of their names.
  public let shards: [SafetensorsFile]
  private let locations: [String: Int]

  /// Opens the index at `path`, or one safetensors file.
  ///
  /// Every shard is opened and must hold the tensors that the index says; tensors of a shard that the index
  /// leaves out are not visible.
  ///
  /// - Throws: `SafetensorsError` for an index that is no index, a shard outside of the index's folder, a missing
  ///   or damaged shard, or a tensor that is not where the index says.
  public static func open(_ path: String) throws(SafetensorsError) -> ShardedSafetensors {
    if path.hasSuffix(".json") { return try ShardedSafetensors(index: path) }
    let file = try SafetensorsFile.open(path)
    return ShardedSafetensors(
      shards: [file], locations: Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, 0) }))
  }

  private init(shards: [SafetensorsFile], locations: [String: Int]) {
    self.shards = shards
    self.locations = locations
  }

  private init(index path: String) throws(SafetensorsError) {
    let weightMap = try Self.weightMap(path)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let files = Set(weightMap.values).sorted()
    var shards: [SafetensorsFile] = []
    for file in files {
      guard file.hasSuffix(".safetensors"), !file.utf8.contains(0x2F), !file.utf8.contains(0) else {
        throw SafetensorsError(
          path, .invalidShard(file: file, reason: "a .safetensors file beside the index is expected"))
      }
      shards.append(try SafetensorsFile.open(folder + file))
    }
    let positions = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1, $0) })
    var locations: [String: Int] = [:]
    for (name, file) in weightMap {
      guard let position = positions[file], shards[position][name] != nil else {
        throw SafetensorsError(path, .invalidShard(file: file, reason: "it holds no tensor \(quoted(name))"))
      }
      locations[name] = position
    }
    self.init(shards: shards, locations: locations)
  }

  /// The names of all tensors, sorted.
  public var names: [String] { locations.keys.sorted() }

  /// The file and the entry of the tensor called `name`.
  ///
  /// - Throws: `SafetensorsError` that lists the nearest names.
  public func entry(_ name: String) throws(SafetensorsError) -> (
    file: SafetensorsFile, entry: SafetensorsEntry
  ) {
    if let position = locations[name], let entry = shards[position][name] { return (shards[position], entry) }
    let path = shards.count == 1 ? shards[0].path : "\(shards.count) shards"
    throw SafetensorsError(
      path, .missingTensor(name: name, nearest: NearestNames.of(name, among: locations.keys)))
  }

  private static func weightMap(_ path: String) throws(SafetensorsError) -> [String: String] {
    let mapped = try MappedFile(path: path)
    guard mapped.bytes.count <= SafetensorsHeader.maximumLength else {
      throw SafetensorsError(path, .headerTooLarge(length: UInt64(mapped.bytes.count)))
    }
    var scanner = JSONScanner(mapped.bytes)
    var weightMap: [String: String]?
    do {
      try scanner.object { scanner, key in
        guard key == "weight_map" else { return try scanner.skipValue() }
        var map: [String: String] = [:]
        try scanner.object { scanner, name in map[name] = try scanner.string() }
        weightMap = map
      }
      try scanner.end()
    } catch let failure as JSONScanner.Failure {
      throw SafetensorsError(path, .invalidJSON(offset: failure.offset, reason: failure.reason))
    } catch {
      throw SafetensorsError(path, .invalidJSON(offset: scanner.offset, reason: "\(error)"))
    }
    guard let weightMap, !weightMap.isEmpty else {
      throw SafetensorsError(path, .invalidJSON(offset: 0, reason: "a weight_map with tensors is expected"))
    }
    return weightMap
  }
}
