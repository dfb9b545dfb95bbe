import Foundation
import Terminal
import Testing

/// Where there is no terminal, progress is plain lines, few of them.
@Suite struct ProgressLineTests {
  /// What is written into a pipe by `body`.
  private func written(_ body: (Terminal) -> Void) -> String {
    let pipe = Pipe()
    body(Terminal(descriptor: pipe.fileHandleForWriting.fileDescriptor))
    try? pipe.fileHandleForWriting.close()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  @Test func aPipeIsNoTerminal() {
    let text = written { terminal in
      #expect(!terminal.isInteractive)
      #expect(!terminal.hasColor)
      #expect(terminal.columns == 100)
      terminal.write(terminal.styled("plain", .red))
    }
    #expect(text == "plain")
  }

  @Test func plainLinesCarryNoControlCodes() {
    let text = written { terminal in
      let line = ProgressLine(on: terminal, plainInterval: .zero)
      line.show(fraction: 0.255, "step 3")
      line.show(fraction: nil, "scoring")
      line.clear()
    }
    #expect(text == "25 % step 3\nscoring\n")
  }

  @Test func plainLinesAreRare() {
    let text = written { terminal in
      let line = ProgressLine(on: terminal, plainInterval: .seconds(3600))
      for step in 0..<1000 { line.show(fraction: Double(step) / 1000, "step \(step)") }
    }
    #expect(text == "0 % step 0\n")
  }

  /// What was cleared has made room: the next text is shown at once.
  @Test func clearingLetsTheNextThrough() {
    let text = written { terminal in
      let line = ProgressLine(on: terminal, plainInterval: .seconds(3600))
      line.show(fraction: nil, "one")
      line.clear()
      line.show(fraction: nil, "two")
    }
    #expect(text == "one\ntwo\n")
  }

  @Test(arguments: [(-1.0, 0), (0, 0), (0.5, 5), (0.99, 9), (1, 10), (7, 10)])
  func barsFill(_ fraction: Double, _ filled: Int) {
    let bar = ProgressLine.bar(fraction, width: 10)
    #expect(bar.count == 10)
    #expect(bar.count { $0 == "━" } == filled)
  }

  @Test func nobodyListensAndNothingBreaks() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    // SIGPIPE would end the process; the program ignores it where it writes to people.
    signal(SIGPIPE, SIG_IGN)
    Terminal(descriptor: pipe.fileHandleForWriting.fileDescriptor).write("into the void")
  }
}
