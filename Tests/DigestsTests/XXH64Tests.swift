import Digests
import Foundation
import TestSupport
import Testing

@Suite("XXH64")
struct XXH64Tests {
  @Test(
    "Known values",
    arguments: [
      ("", 0xEF46_DB37_51D8_E999 as UInt64), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
    ])
  func known(text: String, hash: UInt64) {
    #expect(XXH64.hash(Array(text.utf8)) == hash)
  }

  @Test(
    "Agrees with Python's xxhash on random bytes and seeds",
    .enabled(if: PythonPeer.has("xxhash"), "needs Python's xxhash: make test installs it"))
  func peer() throws {
    var inputs: [(bytes: [UInt8], seed: UInt64)] = []
    for length in Array(0..<140) + [1000, 65_537] {
      inputs.append(((0..<length).map { _ in .random(in: 0...255) }, .random(in: 0...UInt64.max)))
    }
    let folder = try TemporaryFolder()
    let file = try folder.write(
      inputs.map { "\($0.seed) " + Data($0.bytes).base64EncodedString() + "\n" }.joined(), to: "inputs")
    let answers = try PythonPeer.run(
      code:
        """
        import base64, sys, xxhash
        for line in open(sys.argv[1]):
            seed, data = (line.split() + [""])[:2]
            print(xxhash.xxh64(base64.b64decode(data), seed=int(seed)).intdigest())
        """, file
    ).split(separator: "\n").compactMap { UInt64($0) }
    try #require(answers.count == inputs.count)
    for (input, answer) in zip(inputs, answers) {
      #expect(XXH64.hash(input.bytes, seed: input.seed) == answer, "\(input.bytes.count) bytes")
    }
  }
}
