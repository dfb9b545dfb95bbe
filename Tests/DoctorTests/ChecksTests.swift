import Doctor
import Foundation
import Testing

/// The checks against this machine, and against commands that stand for a worse one.
@Suite final class ChecksTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "doctor-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func look(_ check: DoctorCheck) async -> Check? { await Doctor.run([check]).checks.first }

  /// An executable script.
  private func script(_ body: String) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "tool").path
    try "#!/bin/sh\n\(body)\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  @Test func theCompilerThatBuiltThisIsFound() async throws {
    let check = try #require(await look(.swift()))
    #expect(check.status == .ok)
    #expect(check.detail.hasPrefix("Swift 6."))
  }

  @Test func anOldCompilerFailsWithAdvice() async throws {
    let old = try script("echo 'Swift version 5.10.1 (swift-5.10.1-RELEASE)'")
    let check = try #require(await look(.swift(old)))
    #expect(check.status == .fail)
    #expect(check.detail == "Swift 5.10.1, older than 6.2")
    #expect(check.advice?.contains("swift.org") == true)
  }

  @Test func anotherCompilerThanTheBuildersFails() async throws {
    let other = try script("echo 'Swift version 6.4 (swift-6.4-RELEASE)'")
    #expect(await look(.swift(other, built: "6.4"))?.status == .ok)
    let check = try #require(await look(.swift(other, built: "6.3.1")))
    #expect(check.status == .fail)
    #expect(check.detail.contains("built with 6.3.1"))
  }

  @Test func aMissingCompilerFails() async throws {
    let check = try #require(await look(.swift("/nowhere/swift")))
    #expect(check.status == .fail)
    #expect(check.detail.contains("could not be started"))
  }

  @Test func missingToolsHaveTheStatusOfTheirAbsence() async {
    let absent = DoctorCheck.tool("git", ["no-such-tool-here"], absence: .warn, advice: "install it")
    let check = await look(absent)
    #expect(check?.status == .warn)
    #expect(check?.advice == "install it")
    #expect(await look(.git)?.detail.hasPrefix("git version") == true)
  }

  @Test func bfloat16KilledByAnIllegalInstructionFails() async throws {
    let unit = DoctorCheck.MatrixUnit(isAnnounced: true, palettes: 0)
    let check = try #require(
      await look(.bfloat16(unit: unit, workaround: nil, probe: [try script("kill -ILL $$")])))
    #expect(check.status == .fail)
    #expect(check.detail.contains("AMX is announced but hidden"))
    #expect(check.detail.contains("signal 4"))
    #expect(check.advice?.contains("ONEDNN_MAX_CPU_ISA") == true)
  }

  @Test func bfloat16WithTheWorkaroundIsFine() async throws {
    let unit = DoctorCheck.MatrixUnit(isAnnounced: true, palettes: 0)
    let check = try #require(
      await look(
        .bfloat16(
          unit: unit, workaround: "ONEDNN_MAX_CPU_ISA=AVX512_CORE_BF16", probe: [try script("exit 0")]))
    )
    #expect(check.status == .ok)
    #expect(check.detail.contains("avoided by ONEDNN_MAX_CPU_ISA"))
  }

  @Test func libtorchThatDoesNotLoadSaysWhy() async throws {
    struct Mismatch: Error, CustomStringConvertible {
      let description = "compiled for 2.13.0, running 2.11.0"
    }
    let broken = try #require(await look(.libtorch(library: "/x/libctorch.so") { throw Mismatch() }))
    #expect(broken.status == .fail)
    #expect(broken.detail == "compiled for 2.13.0, running 2.11.0")
    #expect(await look(.libtorch(library: nil) { "2.13.0" })?.status == .fail)
    let fine = await look(.libtorch(library: "/x/libctorch.so") { "2.13.0" })
    #expect(fine == Check(name: "LibTorch", status: .ok, detail: "2.13.0, /x/libctorch.so"))
  }

  @Test func aGPUThatLibTorchDoesNotSeeIsAWarning() async {
    #expect(await look(.device(expectsGPU: true) { "cpu" })?.status == .warn)
    #expect(await look(.device(expectsGPU: false) { "cpu" })?.status == .ok)
    #expect(await look(.device(expectsGPU: true) { "cuda:0 (NVIDIA H200)" })?.status == .ok)
  }

  @Test func theMachineIsDescribed() async throws {
    let memory = try #require(await look(.memory))
    #expect(memory.detail.contains("GiB"))
    let threads = try #require(await look(.threads(1)))
    #expect(threads.status == .ok)
    #expect(threads.detail.hasPrefix("1 of \(ProcessInfo.processInfo.activeProcessorCount) processors"))
    #expect(await look(.threads(100_000))?.status == .warn)
  }

  @Test func aFolderThatIsNotThereYetIsMeasuredWhereItWillBe() async throws {
    let folder = folder.appending(path: "not/there/yet").path
    let check = try #require(await look(.disk("workspace", at: folder)))
    #expect(check.name == "workspace")
    #expect(check.detail.contains("GiB free at \(folder)"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "there is no /proc here"))
  func aFileSystemWithoutSpaceFails() async throws {
    let check = try #require(await look(.disk("workspace", at: "/proc/self")))
    #expect(check.status == .fail)
  }
}
