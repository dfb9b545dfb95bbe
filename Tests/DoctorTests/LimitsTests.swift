import Doctor
import Testing

/// Limits as a container writes them, and what is made of them.
@Suite struct LimitsTests {
  @Test func controlGroupFilesAreRead() {
    let limited = ControlGroup(cpuMax: "150000 100000\n", memoryMax: "2147483648\n")
    #expect(limited.processors == 1.5)
    #expect(limited.memory == 2 << 30)
    let free = ControlGroup(cpuMax: "max 100000\n", memoryMax: "max\n")
    #expect(free == ControlGroup(cpuMax: nil, memoryMax: nil))
    #expect(ControlGroup(cpuMax: "100 0", memoryMax: "lots").processors == nil)
  }

  @Test func memoryInfoIsRead() {
    let text = "MemTotal:       24689764 kB\nMemAvailable:   20971520 kB\nBroken:\n"
    #expect(MemoryInfo.field("MemAvailable", of: text) == 20 << 30)
    #expect(MemoryInfo.field("Mem", of: text) == nil)
    #expect(MemoryInfo.field("Broken", of: text) == nil)
  }

  @Test func threadsBeyondTheContainersShareAreAWarning() {
    let fits = DoctorCheck.threadsFinding(threads: 2, processors: 8, quota: 1.5)
    #expect(fits == .ok("2 of 8 processors, of which this container grants 1.5"))
    let many = DoctorCheck.threadsFinding(threads: 8, processors: 8, quota: 1.5)
    #expect(many.status == .warn)
    #expect(many.advice?.contains("OMP_NUM_THREADS=1") == true)
    #expect(DoctorCheck.threadsFinding(threads: 8, processors: 8, quota: nil).status == .ok)
  }

  @Test func littleMemoryIsAWarning() {
    let gibibyte: UInt64 = 1 << 30
    #expect(
      DoctorCheck.memoryFinding(total: 16 * gibibyte, available: 10 * gibibyte, limit: nil).status == .ok)
    #expect(DoctorCheck.memoryFinding(total: 16 * gibibyte, available: gibibyte, limit: nil).status == .warn)
    let contained = DoctorCheck.memoryFinding(total: 16 * gibibyte, available: nil, limit: 2 * gibibyte)
    #expect(contained.status == .warn)
    #expect(contained.detail == "2 GiB in this container")
  }

  @Test func diskNeedsSpaceAndRights() {
    let gibibyte: UInt64 = 1 << 30
    let finding = { (free: UInt64?, writable: Bool) in
      DoctorCheck.diskFinding(folder: "/x", free: free, writable: writable).status
    }
    #expect(finding(50 * gibibyte, true) == .ok)
    #expect(finding(3 * gibibyte, true) == .warn)
    #expect(finding(gibibyte / 2, true) == .fail)
    #expect(finding(50 * gibibyte, false) == .fail)
    #expect(finding(nil, true) == .warn)
  }
}
