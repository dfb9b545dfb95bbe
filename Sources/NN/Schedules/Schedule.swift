#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A factor on a hyperparameter over the course of training.
///
/// Progress runs from 0 to 1: steps done of all steps, or time spent of a budget. Nothing is kept between calls.
///
/// ```swift
/// let schedule = Schedule.warmupStableDecay(warmup: 0, decay: 0.5)
/// optimizer.setLearningRate(multiplier: schedule(elapsed / budget))
/// ```
public struct Schedule: Sendable {
  /// How a decay falls from 1 to its final value.
  public enum Shape: Sendable {
    /// A straight line.
    case linear
    /// Half a cosine (Loshchilov and Hutter 2016).
    case cosine
    /// 1 − √x, fast at first (Hägele et al. 2024, arXiv:2405.18392).
    case oneMinusSqrt

    func callAsFunction(_ x: Double) -> Double {
      switch self {
      case .linear: 1 - x
      case .cosine: (1 + cos(Double.pi * x)) / 2
      case .oneMinusSqrt: 1 - x.squareRoot()
      }
    }
  }

  private let factor: @Sendable (Double) -> Double

  /// A schedule of your own; `factor` gets a progress within 0...1.
  public init(_ factor: @escaping @Sendable (Double) -> Double) {
    self.factor = factor
  }

  /// The factor at `progress`; progress outside of 0...1 is taken as the nearer end.
  public func callAsFunction(_ progress: Double) -> Double {
    factor(min(max(progress, 0), 1))
  }

  /// 1 throughout.
  public static let constant = Schedule { _ in 1 }

  /// Rises from 0 in a line over `warmup`, then falls to `final` over all the rest.
  public static func linear(warmup: Double = 0, final: Double = 0) -> Schedule {
    warmupStableDecay(warmup: warmup, decay: 1 - warmup, final: final)
  }

  /// Rises from 0 in a line over `warmup`, then falls to `final` over all the rest by half a cosine.
  public static func cosine(warmup: Double = 0, final: Double = 0) -> Schedule {
    warmupStableDecay(warmup: warmup, decay: 1 - warmup, final: final, shape: .cosine)
  }

  /// Rises from 0 over `warmup`, stays at 1, and falls to `final` over `decay` (Hu et al. 2024, arXiv:2404.06395).
  ///
  /// - Parameters:
  ///   - warmup: the share of training that it takes to reach 1.
  ///   - decay: the share of training at the end in which it falls; with `warmup` at most 1.
  ///   - final: the factor at the end.
  ///   - shape: how it falls.
  public static func warmupStableDecay(
    warmup: Double, decay: Double, final: Double = 0, shape: Shape = .linear
  ) -> Schedule {
    // Shares such as 0.1 and 0.9 may add up to a last bit above 1.
    precondition(
      warmup >= 0 && decay >= 0 && warmup + decay <= 1 + 1e-9,
      "Schedule: warmup \(warmup) and decay \(decay) do not fit into 0...1")
    return Schedule { progress in
      if progress < warmup { return progress / warmup }
      let start = 1 - decay
      guard progress > start else { return 1 }
      return final + (1 - final) * shape(min(1, (progress - start) / decay))
    }
  }
}
