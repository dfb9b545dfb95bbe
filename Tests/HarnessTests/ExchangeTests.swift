import Harness
import Testing

@Suite struct ExchangeTests {
  @Test(arguments: [(1, 1, 8, 257), (2, 8, 512, 4096), (3, 5, 77, 1001)])
  func slotsAreAlignedAndDisjoint(_ slots: Int, _ rows: Int, _ length: Int, _ vocabulary: Int) {
    let exchange = Exchange(path: "/x", slots: slots, rows: rows, length: length, vocabularySize: vocabulary)
    var end = 0
    for slot in 0..<slots {
      #expect(exchange.questionOffset(slot) == end)
      #expect(exchange.questionOffset(slot) % 4096 == 0)
      #expect(exchange.answerOffset(slot) % 4096 == 0)
      #expect(exchange.answerOffset(slot) - exchange.questionOffset(slot) >= rows * length * 4)
      end = exchange.answerOffset(slot) + exchange.answerBytes
      #expect(exchange.answerBytes >= rows * length * vocabulary * 4)
    }
    #expect(exchange.totalBytes == end)
  }
}
