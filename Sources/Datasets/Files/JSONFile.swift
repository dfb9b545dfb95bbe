#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Small JSON files: readable, and the same bytes for the same value.
enum JSONFile {
  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [0x0A]
  }

  /// - Parameter folder: What is damaged when the file is missing or wrong.
  /// - Throws: `DatasetError.preparedFolderDamaged`, or `.cannotRead` when the folder itself is not there.
  static func decode<T: Decodable>(_ type: T.Type, name: String, in folder: String) throws -> T {
    guard System.isFolder(folder) else {
      throw DatasetError.cannotRead(path: folder, reason: "there is no such folder")
    }
    let path = "\(folder)/\(name)"
    guard System.isFile(path) else {
      throw DatasetError.preparedFolderDamaged(path: folder, problem: "it has no \(name)")
    }
    let data = try MappedFile.read(path) { Data($0) }
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw DatasetError.preparedFolderDamaged(path: folder, problem: "\(name) is not what it should be")
    }
  }
}
