extension DoctorCheck {
  /// LibTorch: where the library is, and what it says of itself.
  /// - Parameters:
  ///   - library: The path of libctorch; `nil` if none is known.
  ///   - describe: Loads it and returns its version; throws what keeps it from loading.
  public static func libtorch(
    library: String?, describe: @escaping @Sendable () async throws -> String
  ) -> DoctorCheck {
    DoctorCheck("LibTorch") {
      guard let library else {
        return .fail("no libctorch is known", advice: "start Apus by ./apus, which builds it")
      }
      do {
        return .ok("\(try await describe()), \(library)")
      } catch {
        return .fail(
          "\(error)", advice: "set LIBTORCH to a LibTorch that works, or remove \(library) and run ./apus")
      }
    }
  }

  /// The device that tensor work runs on.
  /// - Parameters:
  ///   - expectsGPU: Whether the machine has a GPU that LibTorch ought to see.
  ///   - describe: The device that will be used, such as "cpu" or "cuda:0 (NVIDIA H200)".
  public static func device(
    expectsGPU: Bool, describe: @escaping @Sendable () async throws -> String
  ) -> DoctorCheck {
    DoctorCheck("device") {
      let device = try await describe()
      guard expectsGPU, device.hasPrefix("cpu") else { return .ok(device) }
      return .warn(
        "\(device), although this machine has a GPU",
        advice: "install a torch that is built for CUDA and set LIBTORCH to it")
    }
  }

  /// What the processor says of its matrix unit (Intel AMX).
  public struct MatrixUnit: Equatable, Sendable {
    /// CPUID leaf 7 announces AMX with bfloat16.
    public var isAnnounced: Bool
    /// The highest palette in CPUID leaf 0x1D; zero where the leaf is hidden.
    public var palettes: Int

    /// What CPUID says.
    public init(isAnnounced: Bool, palettes: Int) {
      self.isAnnounced = isAnnounced
      self.palettes = palettes
    }
  }

  /// Whether a bfloat16 matrix product survives. Some virtual machines announce AMX and hide how it is laid
  /// out; oneDNN then configures an empty palette and the process dies of an illegal instruction.
  /// - Parameters:
  ///   - unit: What CPUID says.
  ///   - workaround: The limit on instruction sets that Apus sets before LibTorch loads; `nil` if none.
  ///   - probe: A command that multiplies two bfloat16 matrices and exits with 0.
  public static func bfloat16(unit: MatrixUnit, workaround: String?, probe: [String]) -> DoctorCheck {
    DoctorCheck("bfloat16") {
      bfloat16Finding(
        unit: unit, workaround: workaround, probe: await ChildReport.of(probe, patience: .seconds(60)))
    }
  }

  static func bfloat16Finding(unit: MatrixUnit, workaround: String?, probe: ChildReport) -> Finding {
    let hidden = unit.isAnnounced && unit.palettes == 0
    let announced = hidden ? "AMX is announced but hidden" : unit.isAnnounced ? "AMX" : "no AMX"
    let avoided = workaround.map { ", avoided by \($0)" } ?? ""
    let detail = "\(announced)\(hidden ? avoided : ""); matrix product in a child process"
    guard probe.succeeded else {
      return .fail(
        "\(detail) \(probe.complaint)",
        advice: "set ONEDNN_MAX_CPU_ISA=AVX512_CORE_BF16 before starting, or train in float32")
    }
    return .ok("\(detail) passed")
  }

  /// How much of the sandbox works here, found by running it.
  /// - Parameter probe: The level reached, and what to do if it is not the full one.
  public static func sandbox(probe: @escaping @Sendable () async throws -> Finding) -> DoctorCheck {
    DoctorCheck("sandbox", look: probe)
  }
}
