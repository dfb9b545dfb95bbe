import Foundation
import NN
import TestSupport
import Testing

/// Schedules against their formulas.
@Suite struct ScheduleTests {
  @Test func constantIsOne() {
    #expect([-1, 0, 0.3, 1, 2].map { Schedule.constant($0) } == [1, 1, 1, 1, 1])
  }

  @Test func warmupAndWarmdownAreLines() {
    // Autoresearch's: no warm-up, the second half down to nothing.
    let schedule = Schedule.warmupStableDecay(warmup: 0, decay: 0.5)
    #expect([0, 0.25, 0.5, 0.75, 1].map { schedule($0) } == [1, 1, 1, 0.5, 0])
    let both = Schedule.warmupStableDecay(warmup: 0.25, decay: 0.25, final: 0.5)
    #expect([0, 0.125, 0.25, 0.5, 0.75, 0.875, 1, 7].map { both($0) } == [0, 0.5, 1, 1, 1, 0.75, 0.5, 0.5])
    #expect(Schedule.linear(warmup: 0.5)(0.75) == 0.5)
  }

  @Test func shapesMeetTheirEnds() {
    for shape in [Schedule.Shape.linear, .cosine, .oneMinusSqrt] {
      let schedule = Schedule.warmupStableDecay(warmup: 0.25, decay: 0.75, final: 0.2, shape: shape)
      #expect(abs(schedule(0.25) - 1) < 1e-12)
      #expect(abs(schedule(1) - 0.2) < 1e-12)
      let values = (25...100).map { schedule(Double($0) / 100) }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
    }
    #expect(abs(Schedule.warmupStableDecay(warmup: 0, decay: 1, shape: .oneMinusSqrt)(0.25) - 0.5) < 1e-12)
    #expect(Schedule { $0 * 3 }(0.5) == 1.5)
  }

  @Test(
    .enabled(if: PythonPeer.has("torch"), "Python's torch is missing: make test installs it"))
  func cosineIsPyTorchs() throws {
    let script = """
      import torch
      optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
      schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50, eta_min=0.1)
      for _ in range(51):
          print(schedule.get_last_lr()[0])
          optimizer.step()
          schedule.step()
      """
    let expected = try PythonPeer.run(["-c", script]).split(separator: "\n").compactMap { Double($0) }
    #expect(expected.count == 51)
    let schedule = Schedule.cosine(final: 0.1)
    for (step, value) in expected.enumerated() { #expect(abs(schedule(Double(step) / 50) - value) < 1e-12) }
  }
}
