#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a container grants, where there is one (cgroup v2; absent files mean no limit).
package struct ControlGroup: Equatable, Sendable {
  /// Processors' worth of time.
  package var processors: Double?
  /// Bytes.
  package var memory: UInt64?

  /// The limits of this process's container as it sees them at the root of the cgroup file system.
  static var current: ControlGroup {
    ControlGroup(cpuMax: contents("/sys/fs/cgroup/cpu.max"), memoryMax: contents("/sys/fs/cgroup/memory.max"))
  }

  /// Reads `cpu.max` ("quota period" in microseconds, or "max period") and `memory.max` (bytes or "max").
  package init(cpuMax: String?, memoryMax: String?) {
    let fields = cpuMax?.split(whereSeparator: \.isWhitespace).map { Double($0) } ?? []
    if fields.count == 2, let quota = fields[0], let period = fields[1], period > 0 {
      processors = quota / period
    }
    memory = memoryMax?.split(whereSeparator: \.isWhitespace).first.flatMap { UInt64($0) }
  }
}

/// Memory as Linux tells it.
package enum MemoryInfo {
  /// Bytes that could be had now without swapping; `nil` where there is no /proc.
  static var available: UInt64? { contents("/proc/meminfo").flatMap { field("MemAvailable", of: $0) } }

  /// A field of /proc/meminfo, in bytes.
  package static func field(_ name: String, of text: String) -> UInt64? {
    for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix(name + ":") {
      let words = line.split(separator: " ")
      return words.count > 1 ? UInt64(words[1]).map { $0 << 10 } : nil
    }
    return nil
  }
}

private func contents(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
