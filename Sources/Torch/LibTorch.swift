internal import CTorch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The library behind `Tensor`, which is loaded while the program runs.
public enum LibTorch {
  /// Loads libctorch, and LibTorch with it; nothing happens if that is done already.
  ///
  /// Where no path is given, the environment variable `APUS_CTORCH` names libctorch. Without a call the first operator
  /// loads it from there, and ends the process with status 78 and a line where that fails.
  ///
  /// Before LibTorch loads, `ONEDNN_MAX_CPU_ISA` is set where bf16 products would otherwise end the process (see
  /// `CPUFeatures.announcesHiddenAMX`), unless it is set already.
  ///
  /// - Throws: `TorchError` if it cannot be loaded, or was built for another version of LibTorch.
  package static func load(path: String? = nil) throws {
    guard let path = path ?? getenv("APUS_CTORCH").map({ String(cString: $0) }), !path.isEmpty else {
      if isLoaded { return }
      throw TorchError(
        "LibTorch is not set up: start by the launcher ./apus, or set APUS_CTORCH to libctorch")
    }
    if let problem = ct_load(path) {
      defer { ct_load_free(problem) }
      throw TorchError(String(cString: problem))
    }
  }

  /// Whether it is loaded.
  public static var isLoaded: Bool { ct_loaded() }

  /// Where the loaded libctorch lies.
  package static var path: String? { ct_loaded_path().map { String(cString: $0) } }

  /// The version of the loaded LibTorch, such as `2.13.0`.
  public static var version: String { String(cString: ct_version_name()) }

  /// Why the CUDA half of LibTorch, though it is installed, did not load.
  package static var cudaProblem: String? { ct_cuda_problem().map { String(cString: $0) } }

  /// Threads that one operator may use. It holds for the calling thread's operators, so set it on the thread that trains.
  public package(set) static var threads: Int {
    get {
      var count = 0
      check(ct_threads(&count))
      return count
    }
    set { check(ct_set_threads(newValue)) }
  }

  /// How exactly products of `float32` matrices are computed, where the device has faster ways.
  public enum MatmulPrecision: String, Sendable {
    /// In `float32`, the default.
    case highest
    /// In TF32, with 10 bits after the point.
    case high
    /// In `bfloat16`, with 7.
    case medium
  }

  /// Lets products of `float32` matrices be less exact and faster (`torch.set_float32_matmul_precision`).
  public static func useMatmulPrecision(_ precision: MatmulPrecision) {
    check(ct_set_matmul_precision(precision.rawValue))
  }

  /// Refuses operators that could give different results from the same operands, or admits them again.
  public static func useDeterministicAlgorithms(_ on: Bool) {
    check(ct_set_deterministic(on))
  }
}
