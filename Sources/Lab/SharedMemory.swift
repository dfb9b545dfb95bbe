internal import Harness
import Torch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's view of the memory that it shares with the scorer.
final class SharedMemory {
  private let exchange: Exchange
  private let base: UnsafeMutableRawPointer

  init(_ exchange: Exchange) throws {
    let descriptor = open(exchange.path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw RequestError.file("the exchange \(exchange.path) cannot be opened") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int(status.st_size) >= exchange.totalBytes,
      let base = mmap(nil, exchange.totalBytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      base != MAP_FAILED
    else { throw RequestError.file("the exchange \(exchange.path) cannot be mapped") }
    self.exchange = exchange
    self.base = base
  }

  deinit { munmap(base, exchange.totalBytes) }

  /// The question's tokens, Int64 [rows, length].
  func tokens(of question: Question) throws -> Tensor {
    guard question.slot >= 0, question.slot < exchange.slots, question.rows > 0,
      question.rows <= exchange.rows,
      question.length > 0, question.length <= exchange.length
    else { throw RequestError.badQuestion }
    let source = (base + exchange.questionOffset(question.slot)).assumingMemoryBound(to: Int32.self)
    var tokens: [Int32] = []
    tokens.reserveCapacity(question.rows * question.length)
    for row in 0..<question.rows {
      tokens += UnsafeBufferPointer(start: source + row * exchange.length, count: question.length)
    }
    return Tensor(tokens, shape: [question.rows, question.length]).to(.int64)
  }

  /// Lays the answer's logits, [rows, length, vocabulary], down as packed Float.
  func store(_ logits: Tensor, for question: Question) throws {
    let expected = [question.rows, question.length, exchange.vocabularySize]
    guard logits.shape == expected else {
      throw RequestError.badAnswer(got: logits.shape, expected: expected)
    }
    let packed = logits.to(.cpu).to(.float32).contiguous()
    packed.withUnsafeBytes { bytes in
      (base + exchange.answerOffset(question.slot)).copyMemory(
        from: bytes.baseAddress!, byteCount: bytes.count)
    }
  }
}
