#if os(Linux)
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// Descendants of a process, by `/proc`.
  enum ProcessTree {
    // USER_HZ, the unit of the times in /proc/PID/stat.
    private static let ticksPerSecond = Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))

    /// The process itself and all that descends from it, or somewhat more than `most` of them. A process that
    /// is just being forked can be missing; the next look finds it.
    static func members(of root: pid_t, most: Int = 100_000) -> [pid_t] {
      var found = [root]
      var next = 0
      while next < found.count, found.count <= most {
        let pid = found[next]
        next += 1
        // Children are listed under the thread that forked them.
        for thread in FileSystem.entries("/proc/\(pid)/task") {
          guard let list = FileSystem.read("/proc/\(pid)/task/\(thread)/children", limit: 1 << 20) else {
            continue
          }
          for field in list.split(separator: UInt8(ascii: " ")) {
            if let child = pid_t(String(decoding: field, as: UTF8.self)) { found.append(child) }
          }
        }
      }
      return found
    }

    /// Sums over the tree under `root`. Members of `overhead`, the sandbox's own processes, are not counted;
    /// only the times of the dead that they waited for are.
    ///
    /// Resident memory is RssAnon + RssShmem, which counts a page once for each process that maps it. That is
    /// a cheap upper bound: only when it exceeds `limit`, the proportional sizes of `smaps_rollup` decide,
    /// whose reading walks the page tables.
    ///
    /// Of more than `most` processes only the number is told, and only that it is more: to look at every one
    /// of a fork bomb's takes longer than it takes to grow.
    static func sample(of root: pid_t, overhead: Set<pid_t>, limit: UInt64?, most: Int?) -> TreeSample {
      var sample = TreeSample()
      let members = members(of: root, most: most.map { $0 + overhead.count } ?? 100_000)
      if let most, members.count > most + overhead.count {
        sample.processes = members.count - overhead.count
        return sample
      }
      var counted: [pid_t] = []
      var user: Int64 = 0
      var system: Int64 = 0
      for pid in members {
        guard let times = Times(pid) else { continue }
        user += times.childrenUser
        system += times.childrenSystem
        if overhead.contains(pid) || times.isZombie { continue }
        user += times.user
        system += times.system
        counted.append(pid)
        sample.residentBytes += residentBytes(of: pid)
      }
      if let limit, sample.residentBytes > limit, counted.count > 1 {
        sample.residentBytes = counted.reduce(0) { $0 + proportionalBytes(of: $1) }
      }
      sample.processes = counted.count
      sample.userTime =
        .seconds(user / ticksPerSecond) + .milliseconds(user % ticksPerSecond * 1000 / ticksPerSecond)
      sample.systemTime =
        .seconds(system / ticksPerSecond) + .milliseconds(system % ticksPerSecond * 1000 / ticksPerSecond)
      return sample
    }

    /// Fields of `/proc/PID/stat`, proc(5).
    private struct Times {
      let isZombie: Bool
      let user: Int64
      let system: Int64
      let childrenUser: Int64
      let childrenSystem: Int64

      init?(_ pid: pid_t) {
        guard let bytes = FileSystem.read("/proc/\(pid)/stat", limit: 4096),
          // The name stands in parentheses and may hold anything, parentheses too.
          let name = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = bytes[(name + 1)...].split(separator: UInt8(ascii: " ")).prefix(15)
          .map { String(decoding: $0, as: UTF8.self) }
        // Field 3, the state, is the first after the name; utime is field 14.
        guard fields.count == 15, let user = Int64(fields[11]), let system = Int64(fields[12]),
          let childrenUser = Int64(fields[13]), let childrenSystem = Int64(fields[14])
        else { return nil }
        isZombie = fields[0] == "Z" || fields[0] == "X"
        self.user = user
        self.system = system
        self.childrenUser = childrenUser
        self.childrenSystem = childrenSystem
      }
    }

    private static func residentBytes(of pid: pid_t) -> UInt64 {
      sum(of: ["RssAnon:", "RssShmem:"], in: "/proc/\(pid)/status")
    }

    private static func proportionalBytes(of pid: pid_t) -> UInt64 {
      // Not permitted, or a kernel before 5.4: the upper bound stands.
      let exact = sum(of: ["Pss_Anon:", "Pss_Shmem:"], in: "/proc/\(pid)/smaps_rollup")
      return exact > 0 ? exact : residentBytes(of: pid)
    }

    /// Adds up lines of the form `Name:   123 kB`.
    private static func sum(of names: [String], in path: String) -> UInt64 {
      guard let bytes = FileSystem.read(path, limit: 1 << 14) else { return 0 }
      var total: UInt64 = 0
      for line in bytes.split(separator: UInt8(ascii: "\n"))
      where names.contains(where: { line.starts(with: $0.utf8) }) {
        let digits = line.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        total += (UInt64(String(decoding: digits, as: UTF8.self)) ?? 0) << 10
      }
      return total
    }
  }
#endif
