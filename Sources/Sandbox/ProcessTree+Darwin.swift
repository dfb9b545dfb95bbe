#if canImport(Darwin)
  import Darwin

  /// Descendants of a process, by libproc.
  enum ProcessTree {
    /// The process itself and all that descends from it and did not detach.
    static func members(of root: pid_t) -> [pid_t] {
      var found = [root]
      var next = 0
      while next < found.count, found.count < 100_000 {
        var children = [pid_t](repeating: 0, count: 4096)
        let count = proc_listchildpids(
          found[next], &children, Int32(children.count * MemoryLayout<pid_t>.size))
        found += children.prefix(Int(max(0, count))).filter { $0 > 0 && !found.contains($0) }
        next += 1
      }
      return found
    }

    /// Sums over the tree under `root`, its physical footprints as memory.
    static func sample(of root: pid_t, overhead: Set<pid_t>, limit: UInt64?, most: Int?) -> TreeSample {
      var sample = TreeSample()
      for pid in members(of: root) where !overhead.contains(pid) {
        var usage = rusage_info_v2()
        let result = withUnsafeMutablePointer(to: &usage) {
          $0.withMemoryRebound(to: rusage_info_t?.self, capacity: 1) {
            proc_pid_rusage(pid, RUSAGE_INFO_V2, $0)
          }
        }
        guard result == 0 else { continue }
        sample.processes += 1
        sample.residentBytes += usage.ri_phys_footprint
        sample.userTime += .nanoseconds(Int64(clamping: usage.ri_user_time))
        sample.systemTime += .nanoseconds(Int64(clamping: usage.ri_system_time))
      }
      return sample
    }
  }
#endif
