import Harness
import Lab
import Testing

@Suite struct ClockTests {
  @Test func stepsAreCounted() {
    var clock = Clock(.steps(4))
    var progress: [Double] = []
    while let value = clock.tick() { progress.append(value) }
    #expect(progress == [0, 0.25, 0.5, 0.75])
    #expect(clock.ticks == progress)
    #expect(clock.tick() == nil, "a clock that has run down stays so")
  }

  @Test(arguments: [0, -3]) func noStepsAreNone(_ count: Int) {
    var clock = Clock(.steps(count))
    #expect(clock.tick() == nil)
  }

  @Test func recordedProgressIsRepeatedToTheBit() {
    let recorded = (0..<100).map { _ in Double.random(in: 0..<1) }
    var clock = Clock(.recorded(path: "/not/read/here"), recorded: recorded)
    var seen: [Double] = []
    while let value = clock.tick() { seen.append(value) }
    #expect(seen == recorded)
    #expect(clock.ticks == recorded)
  }

  @Test func wallClockProgressGrowsAndEnds() {
    var clock = Clock(.seconds(0.2))
    var last = -1.0
    while let progress = clock.tick() {
      #expect(progress > last)
      #expect((0..<1).contains(progress))
      last = progress
    }
    #expect(clock.elapsed >= 0.1)
  }

  @Test func noStepIsBegunPastTheBudget() async throws {
    var clock = Clock(.seconds(0.05))
    #expect(clock.tick() != nil)
    try await Task.sleep(for: .milliseconds(60))
    #expect(clock.tick() == nil)
    #expect(clock.ticks.count == 1)
  }

  /// A step as long as the last would end more than half its length too late: it is not begun.
  @Test func aStepThatWouldEndTooLateIsNotBegun() async throws {
    var clock = Clock(.seconds(3600))
    #expect(clock.tick() != nil)
    var tight = Clock(.seconds(0.5))
    #expect(tight.tick() != nil)
    try await Task.sleep(for: .milliseconds(400))
    // 0.4 + 0.4 / 2 lies past 0.5.
    #expect(tight.tick() == nil)
    #expect(clock.tick() != nil)
  }

  @Test func aBudgetOfNothingHasNoStep() {
    var clock = Clock(.seconds(0))
    #expect(clock.tick() == nil)
  }
}
