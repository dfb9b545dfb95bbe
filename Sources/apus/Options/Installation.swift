import Experiments
import Foundation
import Research

/// Where this program's own parts lie. The launcher says so by its environment; a program that was started without it
/// looks round itself.
struct Installation {
  /// The checkout.
  let root: String
  /// This program.
  let program: String
  /// The shim over LibTorch.
  let ctorch: String
  /// The folder of LibTorch's libraries.
  let libtorch: String

  static func find() throws -> Installation {
    let environment = ProcessInfo.processInfo.environment
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    // <root>/.build/<triple>/release/apus
    let guess = (0..<4).reduce(URL(filePath: program).resolvingSymlinksInPath()) { url, _ in
      url.deletingLastPathComponent()
    }
    let root = environment["APUS_ROOT"] ?? guess.path
    guard FileManager.default.fileExists(atPath: root + "/Package.swift") else {
      throw WorkspaceError(
        "the checkout of apus cannot be found round \(program): start it by its launcher, ./apus")
    }
    return Installation(
      root: root, program: program, ctorch: environment["APUS_CTORCH"] ?? "",
      libtorch: environment["APUS_LIBTORCH"] ?? "")
  }

  /// The device that runs use unless told otherwise: the GPU that the launcher found, else the CPU.
  static var defaultDevice: String { ProcessInfo.processInfo.environment["APUS_DEVICE"] ?? "cpu" }

  /// The folder of the files that a new workspace begins with.
  var template: String { root + "/Experiments/gpt" }

  /// What experiments' programs are given.
  func host(_ toolchain: Toolchain, memoryLimit: Int, allowUnconfined: Bool) throws -> ExperimentHost {
    guard !ctorch.isEmpty, !libtorch.isEmpty else {
      throw WorkspaceError("LibTorch is not set up: start apus by its launcher, ./apus, which does that")
    }
    let gpu = Installation.defaultDevice.hasPrefix("cuda")
    let devices = gpu ? Installation.acceleratorDevices() : []
    var environment: [String: String] = [:]
    for name in ["ONEDNN_MAX_CPU_ISA", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES"] {
      environment[name] = ProcessInfo.processInfo.environment[name]
    }
    return ExperimentHost(
      ctorch: ctorch, libraries: [toolchain.library, libtorch] + toolchain.runtimeLibraries, devices: devices,
      environment: environment, memoryLimit: memoryLimit, allowUnconfined: allowUnconfined)
  }

  private static func acceleratorDevices() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? []
    return names.filter { $0.hasPrefix("nvidia") }.map { "/dev/\($0)" }
  }
}
