import Foundation
import Harness
import Testing

@Suite struct MessageTests {
  static let events: [Event] = [
    .clockStarted, .model(parameters: 12_345_678), .ready, .answered(slot: 3),
    .step(.init(index: 7, seconds: 1.25, tokens: 4096, loss: 3.5)),
    .finished(
      .init(
        steps: 9, tokens: 1 << 40, trainingSeconds: 60.1, parameters: 1, peakMemory: 1 << 33,
        peakDeviceMemory: 0)),
    .failed(message: "a \"quoted\" line\nand another, with \u{0} and 雨燕"),
  ]

  @Test(arguments: events) func eventsComeBack(_ event: Event) throws {
    let line = try Line.encode(event)
    #expect(line.last == UInt8(ascii: "\n"))
    #expect(line.count { $0 == UInt8(ascii: "\n") } == 1, "a message is one line, whatever is in it")
    #expect(try Line.decode(Event.self, from: line.dropLast()) == event)
  }

  @Test(arguments: [Double.infinity, -.infinity]) func unboundedLossesComeBack(_ loss: Double) throws {
    let event = Event.step(.init(index: 0, seconds: 0, tokens: 0, loss: loss))
    #expect(try Line.decode(Event.self, from: Line.encode(event).dropLast()) == event)
  }

  @Test func lossesThatAreNoNumberComeBack() throws {
    let event = Event.step(.init(index: 0, seconds: 0, tokens: 0, loss: .nan))
    guard case .step(let step) = try Line.decode(Event.self, from: Line.encode(event).dropLast()) else {
      Issue.record("another event came back")
      return
    }
    #expect(step.loss.isNaN)
  }

  @Test(arguments: [Pace.seconds(60.5), .steps(3), .recorded(path: "/a path/with \"quotes\"")])
  func requestsComeBack(_ pace: Pace) throws {
    let request = Request(
      mode: .score, vocabularySize: 512, sequenceLength: 64, output: "/out", weights: "/w.safetensors",
      pace: pace,
      seed: .max, threads: 2, device: "cpu",
      exchange: Exchange(path: "/x", slots: 2, rows: 3, length: 64, vocabularySize: 512))
    let back = try Line.decode(Request.self, from: Line.encode(request).dropLast())
    #expect(back.mode == .score)
    #expect(back.pace == pace)
    #expect(back.seed == .max)
    #expect(back.weights == request.weights)
    #expect(back.trainingData == nil)
    #expect(back.exchange == request.exchange)
  }

  @Test(arguments: [
    "", "{}", "null", "[]", "{\"step\":{}}", "{\"finished\":{\"_0\":{\"steps\":-1}}}", "{\"unheardOf\":{}}",
    "{\"model\":{\"parameters\":1e400}}", "{\"model\":{\"parameters\":\"many\"}}",
    "{\"answered\":{\"slot\":0.5}}",
    "val_bpb: 0.1", "{\"clockStarted\":{}", "{\"clockStarted\":{},\"ready\":{}}",
  ])
  func hostileLinesAreRefused(_ line: String) {
    #expect(throws: (any Error).self) { try Line.decode(Event.self, from: line.utf8) }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: (any Error).self) { try Line.decode(Event.self, from: [0xFF, 0xFE, 0x00]) }
    for _ in 0..<200 {
      let noise = (0..<Int.random(in: 1...80)).map { _ in UInt8.random(in: 0...255) }
      #expect(throws: (any Error).self) { try Line.decode(Event.self, from: noise) }
    }
  }

  /// Depth is the way to a parser's stack.
  @Test func nestingWithoutEndIsRefused() {
    let line = Array(repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: (any Error).self) { try Line.decode(Event.self, from: line) }
  }
}
