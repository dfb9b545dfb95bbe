import Foundation
import TestSupport
import Testing
import TokenShards

@Suite("Packing")
struct PackingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func trainSplit(_ count: Int = 1500, seed: UInt64 = 20, longest: Int = 240) throws -> TokenSplit {
    try randomSplit(count, seed: seed, longest: longest, in: folder)
  }

  @Test(
    "Every row is full, begins a document, and holds documents whole but for the last",
    arguments: [2, 100, 513, 4000])
  func rows(rowLength: Int) throws {
    let split = try trainSplit()
    let documents = (0..<split.documentCount).map(split.document)
    var whole: Set<[Int32]> = []
    var rows = try PackedRows(split, rowLength: rowLength, seed: 1, epochs: 1)
    var used = 0
    while let row = rows.next() {
      #expect(row.count == rowLength)
      #expect(row.first == Int32(split.bosToken))
      var pieces = row.split(separator: Int32(split.bosToken), omittingEmptySubsequences: false).dropFirst()
        .map { [Int32(split.bosToken)] + $0 }
      let last = pieces.removeLast()
      for piece in pieces { #expect(whole.insert(piece).inserted, "a document came twice") }
      #expect(documents.contains { $0.starts(with: last) })
      used += row.count
    }
    #expect(whole.isSubset(of: Set(documents)))
    #expect(rows.state.usedTokens >= used && rows.state.usedTokens - used < rowLength)
    #expect(rows.state.position == split.documentCount)
    // Nothing waits, nothing is invented: each token of the epoch went into a row or was cropped away.
    #expect(rows.state.buffer.isEmpty)
    #expect(rows.state.usedTokens + rows.state.croppedTokens == split.tokenCount)
  }

  @Test("Little is lost where documents are short against rows")
  func utilisation() throws {
    var rows = try PackedRows(trainSplit(4000), rowLength: 2049, seed: 2)
    for _ in 0..<200 { _ = rows.next() }
    #expect(rows.croppedShare < 0.01)
  }

  @Test("Follows the rule of best fit, as written out here in its plainest form")
  func rule() throws {
    let split = try trainSplit(2500, longest: 2400)
    let rowLength = 300
    var rows = try PackedRows(split, rowLength: rowLength, seed: 77, epochs: 2)
    // The rule, on lists: largest that fits, else crop the shortest; none counts longer than a row.
    func length(_ document: Int) -> Int { min(split.length(ofDocument: document), rowLength) }
    var waiting: [Int] = []
    var order = (0..<2).flatMap { epoch in
      EpochOrder.permutation(count: split.documentCount, seed: 77, epoch: epoch).map(Int.init)
    }[...]
    func refill() {
      while waiting.count < 1000, let document = order.popFirst() { waiting.append(document) }
    }
    func take(_ document: Int) -> [Int32] {
      let index = waiting.firstIndex(of: document) ?? 0
      waiting.swapAt(index, waiting.count - 1)
      waiting.removeLast()
      return split.document(document)
    }
    for _ in 0..<400 {
      var expected: [Int32] = []
      while expected.count < rowLength {
        refill()
        let space = rowLength - expected.count
        let fitting = waiting.filter { length($0) <= space }
        if let most = fitting.map(length).max(),
          let document = fitting.first(where: { length($0) == most })
        {
          expected += take(document).prefix(rowLength)
        } else if let least = waiting.map(length).min(),
          let document = waiting.first(where: { length($0) == least })
        {
          expected += take(document).prefix(space)
        }
      }
      #expect(rows.next() == expected)
    }
  }

  @Test("An epoch's order is a permutation, another for another seed or epoch")
  func order() {
    for count in [1, 2, 7, 1000] {
      #expect(
        EpochOrder.permutation(count: count, seed: 5, epoch: 3).sorted() == (0..<Int32(count)).map { $0 })
    }
    let first = EpochOrder.permutation(count: 1000, seed: 5, epoch: 0)
    #expect(first == EpochOrder.permutation(count: 1000, seed: 5, epoch: 0))
    #expect(first != EpochOrder.permutation(count: 1000, seed: 5, epoch: 1))
    #expect(first != EpochOrder.permutation(count: 1000, seed: 6, epoch: 0))
    // Each place is as likely for each document: 4,000 shuffles of 5, 800 expected, s.d. 25.
    var places = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 5)
    for seed in 0..<4000 as Range<UInt64> {
      for (place, document) in EpochOrder.permutation(count: 5, seed: seed, epoch: 0).enumerated() {
        places[Int(document)][place] += 1
      }
    }
    for count in places.joined() { #expect((650...950).contains(count)) }
  }

  @Test("Batches are the same for the same seed, and others for another")
  func deterministic() throws {
    let split = try trainSplit()
    func batches(seed: UInt64, ahead: Int) throws -> [TokenBatch] {
      let stream = try BatchStream(split, rows: 4, length: 64, seed: seed, ahead: ahead)
      return (0..<300).map { _ in stream.next() }
    }
    let first = try batches(seed: 1, ahead: 2)
    #expect(try batches(seed: 1, ahead: 7) == first)
    #expect(try batches(seed: 2, ahead: 2) != first)
    for batch in first {
      #expect(batch.inputs.count == 4 * 64 && batch.targets.count == 4 * 64)
      for row in 0..<4 {
        let range = row * 64..<(row + 1) * 64
        #expect(batch.inputs[range].dropFirst().elementsEqual(batch.targets[range].dropLast()))
        #expect(batch.inputs[range].first == Int32(split.bosToken))
      }
    }
  }

  @Test("A stream continues from its saved state, over epochs, exactly")
  func resume() throws {
    let split = try trainSplit(1200)
    let stream = try BatchStream(split, rows: 3, length: 200, seed: 9)
    var saved: [(Data, [TokenBatch])] = []
    for step in 0..<400 {
      if step % 50 == 0 { saved.append((try JSONEncoder().encode(stream.state), [])) }
      let batch = stream.next()
      if step % 50 < 20 { saved[saved.count - 1].1.append(batch) }
    }
    #expect(stream.state.epoch > 0)
    for (data, following) in saved {
      let state = try JSONDecoder().decode(PackedRows.State.self, from: data)
      let again = try BatchStream(split, rows: 3, length: 200, seed: 0, state: state)
      #expect((0..<20).map { _ in again.next() } == following)
    }
  }

  @Test("A state of another split, and shapes of nothing, are refused")
  func refused() throws {
    let large = try trainSplit(1500)
    let small = try trainSplit(100, seed: 21)
    let stream = try BatchStream(large, rows: 3, length: 200, seed: 9)
    _ = stream.next()
    #expect(throws: TokenShardError.self) {
      try BatchStream(small, rows: 3, length: 200, seed: 9, state: stream.state)
    }
    for (rows, length) in [(0, 5), (5, 0), (-1, 5), (5, Int.max)] {
      #expect(throws: TokenShardError.self) { try BatchStream(large, rows: rows, length: length, seed: 9) }
    }
    #expect(throws: TokenShardError.self) { try EvaluationRows(large, length: 0) }
    #expect(throws: TokenShardError.self) { try EvaluationRows(large, length: 8, count: 0) }
  }

  @Test("A stream may be dropped at any moment")
  func dropped() throws {
    let split = try trainSplit()
    for round in 0..<200 {
      let stream = try BatchStream(split, rows: 2, length: 32, seed: UInt64(round), ahead: 4)
      for _ in 0..<round % 3 { _ = stream.next() }
    }
  }

  @Test("A split of one short document still fills rows")
  func single() throws {
    var writer = try SplitWriter(
      split: .train, folder: folder.path("one"), vocabularySize: 300, bosToken: 256)
    try writer.append([1, 2, 3], bytes: 3)
    try writer.finish()
    let stream = try BatchStream(try TokenSplit(folder: folder.path("one")), rows: 1, length: 9, seed: 0)
    #expect(stream.next().inputs == [256, 1, 2, 3, 256, 1, 2, 3, 256])
  }

  @Test("Evaluation rows are fixed, hold no document twice, and are no more than there are")
  func evaluation() throws {
    let split = try randomSplit(200, seed: 30, split: .val, in: folder)
    let all = try EvaluationRows(split, length: 128)
    let few = try EvaluationRows(split, length: 128, count: 10)
    #expect(few.rows == Array(all.rows.prefix(10)))
    #expect(try EvaluationRows(TokenSplit(folder: folder.path("val-30")), length: 128).rows == all.rows)
    let starts = all.rows.flatMap { row in
      row.split(separator: Int32(split.bosToken)).filter { $0.count >= 20 }.map { Array($0.prefix(20)) }
    }
    #expect(Set(starts).count == starts.count)
    let batch = few.batch(2..<5)
    #expect(batch.rows == 3 && batch.length == 128)
    #expect(Array(batch.inputs.prefix(128)) == Array(few.rows[2].dropLast()))
    let error = #expect(throws: TokenShardError.self) {
      try EvaluationRows(split, length: 128, count: all.rows.count + 1)
    }
    #expect(
      error == .notEnoughRows(split: "val", asked: all.rows.count + 1, available: all.rows.count, length: 128)
    )
  }
}
