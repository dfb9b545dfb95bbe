import Foundation
import Testing
import Torch

/// Tests that need LibTorch. One after the other: the random numbers, the threads and the memory are the process's.
@Suite(.serialized, .enabled(if: libTorchIsLoaded, "LibTorch is missing: make test builds libctorch.so"))
enum TorchTier {}

private let libTorchIsLoaded: Bool = {
  do {
    try LibTorch.load(path: ProcessInfo.processInfo.environment["APUS_CTORCH"])
    return true
  } catch {
    print("LibTorch: \(error)")
    return false
  }
}()

/// Bytes of the process that are in memory now.
func residentBytes() -> Int {
  // Linux: the second number is resident pages (proc(5)). Elsewhere the peak, which cannot hide a leak for long.
  guard let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " "),
    pages.count > 1, let resident = Int(pages[1])
  else { return Memory.peakResident }
  return resident * Int(sysconf(Int32(_SC_PAGESIZE)))
}

/// ‖a − b‖ / ‖b‖ in float64, and max |a − b| / max |b|.
func relativeErrors(_ a: Tensor, _ b: Tensor) -> (norm: Double, maximum: Double) {
  let (a, b) = (a.detach().to(.float64), b.detach().to(.float64))
  precondition(a.shape == b.shape, "\(a.shape) is compared with \(b.shape)")
  func ratio(_ difference: Double, _ size: Double) -> Double { size == 0 ? difference : difference / size }
  return (
    ratio((a - b).norm().item(), b.norm().item()),
    ratio((a - b).abs().max().item(), b.abs().max().item())
  )
}
