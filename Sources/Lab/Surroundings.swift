import Synchronization
import Torch

/// What the process was started for, set once before any of the experiment's code runs.
struct Surroundings: Sendable {
  var device: Device

  private static let stored = Mutex(Surroundings(device: .cpu))

  /// The surroundings in force.
  static var current: Surroundings {
    get { stored.withLock { $0 } }
    set { stored.withLock { $0 = newValue } }
  }
}
