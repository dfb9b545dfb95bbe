internal import CTorch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that the process uses, of the machine's memory and of a GPU's.
public enum Memory {
  /// The most memory of the machine that the process has had so far.
  public static var peakResident: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Int(usage.ru_maxrss) << 10  // KiB
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #endif
  }

  /// The memory of the machine that the process has now; 0 where the system does not say.
  public static var resident: Int {
    #if os(Linux)
      // Pages: of the address space, then resident.
      guard let file = fopen("/proc/self/statm", "re") else { return 0 }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 128)
      guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
      let fields = line.split(separator: CChar(UInt8(ascii: " ")))
      guard fields.count > 1 else { return 0 }
      let pages = fields[1].reduce(0) { $0 * 10 + Int($1) - Int(UInt8(ascii: "0")) }
      return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    #else
      var info = mach_task_basic_info()
      var count = mach_msg_type_number_t(
        MemoryLayout<mach_task_basic_info>.size / MemoryLayout<natural_t>.size)
      let status = withUnsafeMutablePointer(to: &info) {
        $0.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
          task_info(mach_task_self_, task_flavor_t(MACH_TASK_BASIC_INFO), $0, &count)
        }
      }
      return status == KERN_SUCCESS ? Int(info.resident_size) : 0
    #endif
  }

  /// Memory that tensors have now on an accelerator; 0 for the CPU, whose tensors are part of the process's memory.
  public static func allocated(on device: Device) -> Int { statistics(of: device).current }

  /// The most memory that tensors have had on an accelerator; 0 for the CPU.
  public static func peakAllocated(on device: Device) -> Int { statistics(of: device).peak }

  /// Counts the peak of an accelerator from now on.
  public static func resetPeak(of device: Device) {
    if device.kind == .cuda { check(ct_reset_peak_memory(device.code)) }
  }

  /// Gives memory that no tensor uses back to the accelerators.
  public static func emptyCache(of kind: Device.Kind) {
    if kind == .cuda { check(ct_empty_cache(kind.rawValue)) }
  }

  private static func statistics(of device: Device) -> (current: Int, peak: Int) {
    guard device.kind == .cuda else { return (0, 0) }
    var current = 0
    var peak = 0
    check(ct_memory_allocated(device.code, &current, &peak))
    return (current, peak)
  }
}
