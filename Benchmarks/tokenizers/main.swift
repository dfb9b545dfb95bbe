import Tokenizers

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// The Swift side of compare.py. Reads commands from standard input, one a line, fields separated by tabs, and
// answers each with one line: the seconds that the work took, then what was made.
//
//   documents PATH           reads documents, separated by NUL
//   ranks PATH PATTERN       reads tiktoken ranks
//   json PATH                reads a tokenizer.json
//   encode                   encodes each document on this thread
//   encode-parallel          encodes all documents on all cores
//   train SIZE PATTERN PATH  trains on the documents on all cores, and writes a tokenizer.json

/// What the commands work on.
struct Bench {
  private var documents: [[UInt8]] = []
  private var tokenizer: Tokenizer?

  enum Failure: Error {
    case unknownCommand(String)
    case noTokenizer
    case cannotRead(String)
  }

  /// Runs a command and says what it made, a number.
  mutating func run(_ fields: [String]) throws -> Int {
    switch (fields.first ?? "", fields.count) {
    case ("documents", 2):
      documents = try Self.read(fields[1]).split(separator: 0).map(Array.init)
      return documents.count
    case ("ranks", 3):
      tokenizer = try Tokenizer(
        tiktokenRanks: fields[1], pattern: SplitPattern(fields[2]), specialTokens: [:])
      return tokenizer?.vocabularySize ?? 0
    case ("json", 2):
      tokenizer = try Tokenizer(tokenizerJSON: fields[1])
      return tokenizer?.vocabularySize ?? 0
    case ("encode", 1):
      guard let tokenizer else { throw Failure.noTokenizer }
      return try documents.reduce(0) { try $0 + tokenizer.encode($1).count }
    case ("encode-parallel", 1):
      guard let tokenizer else { throw Failure.noTokenizer }
      var replacements = 0
      return try tokenizer.encode(documents: documents, replacements: &replacements).reduce(0) {
        $0 + $1.count
      }
    case ("train", 4):
      let trainer = try BPETrainer(
        vocabularySize: Int(fields[1]) ?? 0, pattern: SplitPattern(fields[2]), specialTokens: [])
      let trained = try trainer.train(on: documents).tokenizer
      try trained.write(tokenizerJSON: fields[3])
      return trained.vocabularySize
    default: throw Failure.unknownCommand(fields.joined(separator: " "))
    }
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Failure.cannotRead(path) }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: max(0, size)) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
  }
}

var bench = Bench()
let clock = ContinuousClock()
while let line = readLine() {
  let start = clock.now
  let made = try bench.run(line.split(separator: "\t").map(String.init))
  print((clock.now - start) / .seconds(1), made)
  // All streams: Swift 6 does not let a program name the shared variable `stdout`.
  fflush(nil)
}
