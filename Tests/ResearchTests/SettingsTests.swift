import Foundation
import Research
import Testing

@Suite struct SettingsTests {
  private var sound: Settings { .defaults(device: "cpu", threads: 2, memory: 16 << 30) }

  @Test func defaultsAreSound() throws {
    try sound.check()
    try Settings.defaults(device: "cuda:0", threads: 8, memory: 64 << 30).check()
  }

  @Test func onAGPUTheOriginalsFigures() {
    let settings = Settings.defaults(device: "cuda:0", threads: 8, memory: 64 << 30)
    #expect(settings.sequenceLength == 2048)
    #expect(settings.vocabularySize == 8192)
    #expect(settings.budget == 300)
    #expect(settings.evaluationTokens == 40 * 524_288)
  }

  @Test(
    arguments: [
      (\Settings.budget, 0.0), (\.budget, -1), (\.budget, 1e9), (\.falseDiscoveryRate, 0),
      (\.falseDiscoveryRate, 1),
    ] as [(WritableKeyPath<Settings, Double> & Sendable, Double)])
  func refusesNumbers(_ key: WritableKeyPath<Settings, Double> & Sendable, _ value: Double) {
    var settings = sound
    settings[keyPath: key] = value
    #expect(throws: WorkspaceError.self) { try settings.check() }
  }

  @Test(
    arguments: [
      (\Settings.vocabularySize, 256), (\.vocabularySize, 1 << 21), (\.sequenceLength, 4),
      (\.evaluationTokens, 100),
      (\.threads, 0),
    ] as [(WritableKeyPath<Settings, Int> & Sendable, Int)])
  func refusesCounts(_ key: WritableKeyPath<Settings, Int> & Sendable, _ value: Int) {
    var settings = sound
    settings[keyPath: key] = value
    #expect(throws: WorkspaceError.self) { try settings.check() }
  }

  @Test func survivesJSON() throws {
    let data = try JSONEncoder().encode(sound)
    #expect(try JSONDecoder().decode(Settings.self, from: data) == sound)
  }
}
