import ArgumentParser
import Doctor
import Foundation
import Sandbox
import Terminal
import Torch

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check what this machine offers, and say what to do where it lacks something.",
    discussion: """
      Ends with 1 when something fails.

      Examples:
        apus doctor
        apus doctor --json
      """)

  @OptionGroup var workspace: WorkspaceOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() async throws {
    let installation = try Installation.find()
    let diagnosis = await Doctor.run(checks(installation))
    Terminal.output.write(
      json ? try diagnosis.json() + "\n" : diagnosis.text(color: Terminal.output.hasColor))
    if diagnosis.exitCode != 0 { throw ExitCode(diagnosis.exitCode) }
  }

  private func checks(_ installation: Installation) -> [DoctorCheck] {
    let ctorch = installation.ctorch.isEmpty ? nil : installation.ctorch
    let device = Installation.defaultDevice
    let hidden = CPUFeatures.announcesHiddenAMX
    return [
      .swift(), .git, .python,
      .libtorch(library: ctorch) {
        try LibTorch.load()
        return LibTorch.version
      },
      .device(expectsGPU: device.hasPrefix("cuda")) {
        try LibTorch.load()
        return try Device(parsing: device).description
      },
      .threads(ProcessInfo.processInfo.activeProcessorCount),
      .bfloat16(
        unit: DoctorCheck.MatrixUnit(isAnnounced: CPUFeatures.hasAMX || hidden, palettes: hidden ? 0 : 1),
        workaround: hidden ? "ONEDNN_MAX_CPU_ISA=AVX512_CORE_BF16, set by apus before LibTorch loads" : nil,
        probe: [installation.program, "probe-bfloat16"]),
      .sandbox {
        let report = await Sandbox.probe()
        let weak = report.items.first { $0.outcome != .refused }
        guard report.level.confines, weak == nil else {
          return .warn(
            weak.map(\.line) ?? report.level.explanation,
            advice: weak?.remedy ?? "install bubblewrap: experiments then run confined")
        }
        return .ok("\(report.level.explanation); \(report.items.count) attempts to break out refused")
      },
      .memory,
      .disk("disk", at: ProcessInfo.processInfo.environment["APUS_HOME"] ?? installation.root),
      .disk("workspace", at: workspace.path),
    ]
  }
}

/// A product of bfloat16 matrices in a process of its own, which dies where the processor's tiles are not what it says.
struct ProbeBFloat16: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe-bfloat16", abstract: "Multiply bfloat16 matrices.", shouldDisplay: false)

  func run() throws {
    try LibTorch.load()
    let a = Tensor.full([256, 256], 1).to(.bfloat16)
    let sum = a.matmul(a).to(.float32).sum().item()
    guard sum == 256 * 256 * 256 else { throw ValidationError("the product of bfloat16 matrices is \(sum)") }
    Terminal.output.write("bfloat16 products work\n")
  }
}
