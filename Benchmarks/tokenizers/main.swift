#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif
import Tokenizers

let arguments = CommandLine.arguments
let bytes = {
  let file = fopen(arguments[1], "r")!
  fseek(file, 0, SEEK_END)
  let size = ftell(file)
  rewind(file)
  return [UInt8](unsafeUninitializedCapacity: size) { $1 = fread($0.baseAddress, 1, size, file) }
}()
let clock = ContinuousClock()
let documents = bytes.split(separator: 0).map(Array.init)
let trainer = try BPETrainer(vocabularySize: 4096, pattern: SplitPattern(.nanochat))
var start = clock.now
let result = try trainer.train(on: documents)
print("train", clock.now - start, result.documents, result.distinctPieces, result.tokenizer.vocabularySize)
try result.tokenizer.write(tokenizerJSON: arguments[2])
for _ in 0..<3 {
  start = clock.now
  let ids = try result.tokenizer.encode(bytes)
  let s = clock.now - start
  print("encode", s, ids.count, Double(bytes.count) / 1e6 / (s / .seconds(1)), "MB/s")
}
