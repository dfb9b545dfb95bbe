#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The file of a run's progress values: little-endian Doubles, one for each step.
enum Ticks {
  static func write(_ ticks: [Double], to path: String) throws {
    let data = Data(ticks.flatMap { tick in withUnsafeBytes(of: tick.bitPattern.littleEndian, Array.init) })
    try data.write(to: URL(filePath: path), options: .atomic)
  }

  static func read(_ path: String) throws -> [Double] {
    let data = try Data(contentsOf: URL(filePath: path))
    guard data.count % 8 == 0 else {
      throw RequestError.file("\(path): \(data.count) bytes are no whole steps")
    }
    return data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map {
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)))
      }
    }
  }
}
