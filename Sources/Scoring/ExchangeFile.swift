import Harness
import Torch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The scorer's side of the memory that it shares with one instance of an experiment's program. The file goes with it.
final class ExchangeFile {
  let exchange: Exchange
  private let base: UnsafeMutableRawPointer

  /// Makes the file in `folder`, sized and zero.
  init(in folder: String, name: String, slots: Int, rows: Int, length: Int, vocabularySize: Int) throws {
    exchange = Exchange(
      path: "\(folder)/\(name)", slots: slots, rows: rows, length: length, vocabularySize: vocabularySize)
    // One that a killed scorer left is nobody's.
    unlink(exchange.path)
    let descriptor = open(exchange.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Refusal("\(exchange.path) cannot be made: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    // Reserves the blocks: a full file system is an error here, not a signal at the first write.
    #if os(Linux)
      let status = posix_fallocate(descriptor, 0, exchange.totalBytes)
    #else
      let status = ftruncate(descriptor, off_t(exchange.totalBytes)) == 0 ? 0 : errno
    #endif
    guard status == 0,
      let base = mmap(nil, exchange.totalBytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      base != MAP_FAILED
    else {
      unlink(exchange.path)
      throw Refusal("\(exchange.path) cannot hold \(exchange.totalBytes >> 20) MiB")
    }
    self.base = base
  }

  deinit {
    munmap(base, exchange.totalBytes)
    unlink(exchange.path)
  }

  /// Lays rows of tokens in a slot.
  func put(_ rows: [ArraySlice<Int32>], in slot: Int) {
    let target = (base + exchange.questionOffset(slot)).assumingMemoryBound(to: Int32.self)
    for (row, tokens) in rows.enumerated() {
      precondition(tokens.count <= exchange.length && row < exchange.rows, "a question larger than its slot")
      for (column, token) in tokens.enumerated() { target[row * exchange.length + column] = token }
    }
  }

  /// The logits of a slot's first `rows` × `length` positions: Float32 [rows × length, V], a view of the shared memory that
  /// is overwritten by the slot's next answer.
  func logits(of slot: Int, rows: Int, length: Int) -> Tensor {
    Tensor.borrowing(
      base + exchange.answerOffset(slot), shape: [rows * length, exchange.vocabularySize], dtype: .float32,
      owner: self)
  }
}
