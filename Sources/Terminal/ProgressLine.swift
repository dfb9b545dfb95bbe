import Synchronization

/// A line that shows how far something is. On a terminal it is redrawn in place; elsewhere a plain line
/// is written now and then.
public final class ProgressLine: Sendable {
  private struct State {
    var drawn = false
    var lastDraw: ContinuousClock.Instant?
  }

  private let terminal: Terminal
  private let redrawInterval = Duration.milliseconds(100)
  private let plainInterval: Duration
  private let state = Mutex(State())

  /// A line on `terminal`; where that is no terminal, at most one line is written each `plainInterval`.
  public init(on terminal: Terminal = .error, plainInterval: Duration = .seconds(15)) {
    self.terminal = terminal
    self.plainInterval = plainInterval
  }

  /// Shows `text` after a bar filled to `fraction` (nil: no bar).
  public func show(fraction: Double?, _ text: String) {
    state.withLock { state in
      let now = ContinuousClock.now
      let interval = terminal.isInteractive ? redrawInterval : plainInterval
      if let last = state.lastDraw, now - last < interval { return }
      state.lastDraw = now
      if terminal.isInteractive {
        let bar = fraction.map { ProgressLine.bar($0, width: 24) + " " } ?? ""
        terminal.write("\r\u{1B}[2K" + String((bar + text).prefix(terminal.columns - 1)))
        state.drawn = true
      } else {
        let percent = fraction.map { "\(Int(($0 * 100).rounded(.down))) % " } ?? ""
        terminal.write(percent + text + "\n")
      }
    }
  }

  /// Takes the line away, so that other text can be written.
  public func clear() {
    state.withLock { state in
      if state.drawn { terminal.write("\r\u{1B}[2K") }
      state.drawn = false
      state.lastDraw = nil
    }
  }

  package static func bar(_ fraction: Double, width: Int) -> String {
    let filled = Int((max(0, min(1, fraction)) * Double(width)).rounded(.down))
    return String(repeating: "━", count: filled) + String(repeating: "┄", count: width - filled)
  }
}
