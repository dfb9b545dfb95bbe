import Terminal

/// The figures of one run under the names of the original's summary block (karpathy/autoresearch).
public struct RunSummary: Codable, Sendable, Equatable {
  /// Bits per byte on the search's validation split.
  public var val_bpb: Double
  /// From the first line of training code to its end.
  public var training_seconds: Double
  /// With start, saving and scoring.
  public var total_seconds: Double
  /// Highest memory of the run: of the accelerator where there is one, else resident.
  public var peak_vram_mb: Double
  /// Tokens trained on, in millions.
  public var total_tokens_M: Double
  /// Optimizer steps taken.
  public var num_steps: Int
  /// Parameters, in millions.
  public var num_params_M: Double
  /// The value of the knob `depth`; nil where the file declares none.
  public var depth: Int?

  /// The block as the original prints it.
  public var block: String {
    func line(_ name: String, _ value: String) -> String {
      "\(name):".padding(to: 18) + value
    }
    let lines = [
      "---",
      line("val_bpb", Format.decimals(val_bpb, 6)),
      line("training_seconds", Format.decimals(training_seconds, 1)),
      line("total_seconds", Format.decimals(total_seconds, 1)),
      line("peak_vram_mb", Format.decimals(peak_vram_mb, 1)),
      line("total_tokens_M", Format.decimals(total_tokens_M, 2)),
      line("num_steps", "\(num_steps)"),
      line("num_params_M", Format.decimals(num_params_M, 2)),
    ]
    return (lines + (depth.map { [line("depth", "\($0)")] } ?? [])).joined(separator: "\n")
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

extension RunSummary {
  /// The mean of each figure over several runs; nil of none.
  static func mean(of runs: [RunSummary]) -> RunSummary? {
    guard let first = runs.first else { return nil }
    func mean(_ figure: (RunSummary) -> Double) -> Double {
      runs.reduce(0) { $0 + figure($1) } / Double(runs.count)
    }
    var result = first
    result.val_bpb = mean(\.val_bpb)
    result.training_seconds = mean(\.training_seconds)
    result.total_seconds = mean(\.total_seconds)
    result.peak_vram_mb = mean(\.peak_vram_mb)
    result.total_tokens_M = mean(\.total_tokens_M)
    result.num_steps = Int(mean { Double($0.num_steps) }.rounded())
    return result
  }
}
