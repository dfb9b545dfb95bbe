#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension DoctorCheck {
  /// The threads that tensor work uses, against the processors that this process may use.
  /// - Parameter threads: LibTorch's number of threads inside one operator.
  public static func threads(_ threads: Int) -> DoctorCheck {
    DoctorCheck("threads") {
      threadsFinding(
        threads: threads, processors: ProcessInfo.processInfo.activeProcessorCount,
        quota: ControlGroup.current.processors)
    }
  }

  /// - Parameter quota: Processors' worth of time that a container grants; `nil` where it sets no limit.
  package static func threadsFinding(threads: Int, processors: Int, quota: Double?) -> Finding {
    let granted = quota.map { min($0, Double(processors)) } ?? Double(processors)
    let limit = granted < Double(processors) ? ", of which this container grants \(rounded(granted))" : ""
    let detail = "\(threads) of \(processors) processors\(limit)"
    guard Double(threads) <= max(granted.rounded(.up), 1) else {
      return .warn(
        detail, advice: "threads would wait for each other: set OMP_NUM_THREADS=\(max(Int(granted), 1))")
    }
    return .ok(detail)
  }

  /// The memory that is there, and what of it is free.
  public static let memory = DoctorCheck("memory") {
    memoryFinding(
      total: ProcessInfo.processInfo.physicalMemory, available: MemoryInfo.available,
      limit: ControlGroup.current.memory)
  }

  /// - Parameters:
  ///   - available: Bytes that could be had now; `nil` where the system does not say.
  ///   - limit: Bytes that a container grants; `nil` where it sets no limit.
  package static func memoryFinding(total: UInt64, available: UInt64?, limit: UInt64?) -> Finding {
    let granted = min(total, limit ?? total)
    var detail = "\(gibibytes(granted)) GiB"
    if granted < total { detail += " in this container" }
    let usable = min(granted, available ?? granted)
    if available != nil { detail += ", \(gibibytes(usable)) GiB available" }
    guard usable >= 3 << 30 else {
      return .warn(
        detail, advice: "the default experiment needs about 3 GiB: end other programs or lower its depth")
    }
    return .ok(detail)
  }

  /// The space left on the disk that holds a folder, which need not be there yet.
  /// - Parameters:
  ///   - name: What the line is called, such as "disk" or "workspace".
  ///   - folder: An absolute path.
  public static func disk(_ name: String, at folder: String) -> DoctorCheck {
    DoctorCheck(name) {
      let place = FileSystem.nearest(to: folder)
      return diskFinding(
        folder: folder, free: FileSystem.free(at: place), writable: FileSystem.isWritable(place))
    }
  }

  package static func diskFinding(folder: String, free: UInt64?, writable: Bool) -> Finding {
    guard let free else {
      return .warn("\(folder): the system does not say how much is free", advice: "see `df`")
    }
    let detail = "\(gibibytes(free)) GiB free at \(folder)"
    guard writable else {
      return .fail("\(folder) cannot be written", advice: "give it to this user, or choose another folder")
    }
    if free < 1 << 30 {
      return .fail(detail, advice: "make room: a night of experiments needs some gigabytes")
    }
    if free < 5 << 30 { return .warn(detail, advice: "a long night may fill this: make room") }
    return .ok(detail)
  }
}

/// 2^30 bytes, one decimal.
func gibibytes(_ bytes: UInt64) -> String { rounded(Double(bytes) / Double(1 << 30)) }

/// One decimal, none where it is zero.
private func rounded(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
}
