import Synchronization

/// The experiments whose programs this process has compiled.
final class CompiledPrograms: Sendable {
  private let experiments = Mutex<Set<Int>>([])

  func contains(_ experiment: Int) -> Bool { experiments.withLock { $0.contains(experiment) } }

  func insert(_ experiment: Int) { experiments.withLock { _ = $0.insert(experiment) } }
}
