import Digests
import Foundation
import TestSupport
import Testing

@Suite("SHA-256 and SHA-1")
struct DigestTests {
  @Test("Known values of FIPS 180-4")
  func known() {
    #expect(Digest.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Digest.sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    var small = Digest(SHA1())
    small.update("abc")
    #expect(small.hexadecimal() == "a9993e364706816aba3e25717850c26c9cd0d89d")
  }

  @Test(
    "Agrees with Python's hashlib, in pieces of any length", .enabled(if: PythonPeer.has(), "needs python3"))
  func peer() throws {
    let inputs = (0..<150).map { $0 < 140 ? $0 : $0 * 100 }.map { length in
      (0..<length).map { _ in UInt8.random(in: 0...255) }
    }
    let answers = try PythonPeer.run(
      code: """
        import base64, hashlib, sys
        for line in sys.stdin:
            data = base64.b64decode(line.strip())
            print(hashlib.sha256(data).hexdigest(), hashlib.sha1(data).hexdigest())
        """, input: inputs.map { Data($0).base64EncodedString() + "\n" }.joined()
    ).split(separator: "\n")
    try #require(answers.count == inputs.count)
    for (bytes, answer) in zip(inputs, answers) {
      var large = Digest(SHA256())
      var small = Digest(SHA1())
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(.random(in: 1...200)))
        rest = rest.dropFirst(piece.count)
        piece.withUnsafeBytes {
          large.update($0)
          small.update($0)
        }
      }
      #expect("\(large.hexadecimal()) \(small.hexadecimal())" == answer)
    }
  }
}
