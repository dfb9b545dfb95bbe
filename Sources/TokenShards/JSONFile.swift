import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Small JSON files: readable, and the same bytes for the same value.
package enum JSONFile {
  /// The file's bytes for a value.
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [0x0A]
  }

  /// Reads a file of a prepared folder.
  /// - Parameter folder: What is damaged when the file is missing or wrong.
  /// - Throws: `TokenShardError.folderDamaged`, or `.cannotRead` when the folder itself is not there.
  package static func decode<T: Decodable>(_ type: T.Type, name: String, in folder: String) throws -> T {
    guard System.isFolder(folder) else {
      throw FileError.cannotRead(path: folder, reason: "there is no such folder")
    }
    let path = "\(folder)/\(name)"
    guard System.isFile(path) else {
      throw TokenShardError.folderDamaged(path: folder, problem: "it has no \(name)")
    }
    let data = try MappedFile.read(path) { Data($0) }
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw TokenShardError.folderDamaged(path: folder, problem: "\(name) is not what it should be")
    }
  }
}
