import Doctor
import Foundation
import Testing

@Suite struct DiagnosisTests {
  struct Unreachable: Error, CustomStringConvertible {
    let description = "the server said nothing"
  }

  @Test func findingsKeepTheOrderOfTheChecks() async {
    let checks = (0..<20).map { index in
      DoctorCheck("check \(index)") {
        try await Task.sleep(for: .milliseconds((index * 7) % 5))
        return .ok("\(index)")
      }
    }
    let diagnosis = await Doctor.run(checks)
    #expect(diagnosis.checks.map(\.detail) == (0..<20).map { "\($0)" })
    #expect(diagnosis.exitCode == 0)
  }

  @Test func anErrorIsAFailureWithItsWords() async throws {
    let diagnosis = await Doctor.run([
      DoctorCheck("server") { throw Unreachable() },
      DoctorCheck("other") { .warn("half there", advice: "fetch the rest") },
    ])
    let server = try #require(diagnosis.checks.first)
    #expect(server.status == .fail)
    #expect(server.detail == "the server said nothing")
    #expect(diagnosis.status == .fail)
    #expect(diagnosis.exitCode == 1)
  }

  @Test func warningsDoNotFail() {
    let diagnosis = Diagnosis(checks: [Check(name: "disk", status: .warn, detail: "small")])
    #expect(diagnosis.status == .warn)
    #expect(diagnosis.exitCode == 0)
    #expect(Diagnosis(checks: []).status == .ok)
  }

  static let mixed = Diagnosis(checks: [
    Check(name: "disk", status: .ok, detail: "20 GiB free"),
    Check(name: "bfloat16", status: .fail, detail: "was killed", advice: "train in float32"),
  ])

  @Test func textIsAlignedAndPlainWithoutATerminal() {
    #expect(
      Self.mixed.text(color: false) == """
        ok    disk      20 GiB free
        fail  bfloat16  was killed
                        → train in float32

        """)
  }

  @Test func colourOnlyWrapsTheStatus() {
    let colored = Self.mixed.text(color: true)
    #expect(colored.contains("\u{1B}[31mfail\u{1B}[0m  bfloat16"))
    let plain = colored.replacing(/\u{1B}\[\d+m/, with: "")
    #expect(plain == Self.mixed.text(color: false))
  }

  @Test func jsonHoldsEveryField() throws {
    struct Report: Decodable {
      let status: Check.Status
      let checks: [Check]
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(Self.mixed.json().utf8))
    #expect(report.status == .fail)
    #expect(report.checks == Self.mixed.checks)
  }

  @Test(arguments: [
    ("6.3.1", "6.2", true), ("6.2", "6.2.0", true), ("6.1.9", "6.2", false), ("10.0", "9.9", true),
    ("2.13.0+cpu", "2.13.1", false),
  ])
  func versionsCompareByNumber(_ have: String, _ least: String, _ enough: Bool) throws {
    let have = try #require(Version(have))
    let least = try #require(Version(least))
    #expect((have >= least) == enough)
  }
}
