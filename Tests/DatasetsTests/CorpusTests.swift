import Datasets
import Foundation
import TestSupport
import Testing
import TokenShards

@Suite("Corpora")
struct CorpusTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("A folder is read in the order of its paths, links to folders and hidden files left out")
  func folderOrder() throws {
    try folder.write("two", to: "b.txt")
    try folder.write("one", to: "a/z.txt")
    try folder.write("{\"text\": \"three\"}\n", to: "c.jsonl")
    try folder.write("no", to: ".hidden.txt")
    try folder.write("no", to: "read.me")
    try FileManager.default.createSymbolicLink(atPath: folder.path("loop"), withDestinationPath: folder.path)
    #expect(try texts(of: Corpus.locate(folder.path)) == ["one", "two", "three"])
    #expect(try texts(of: Corpus.locate(folder.path("*.txt"))) == ["two"])
  }

  @Test("A long text is cut at blank lines, and nothing is lost")
  func longText() throws {
    var maker = TextMaker(seed: 1)
    let text = maker.texts(200).joined(separator: "\n\n")
    let cut = try texts(of: Corpus.locate(folder.write("\u{FEFF}" + text, to: "a.txt")))
    #expect(cut.joined() == text)
    #expect(cut.count > 10)
    #expect(cut.dropLast().allSatisfy { $0.hasSuffix("\n\n") && $0.utf8.count >= 4096 })
  }

  @Test("A long text without line ends is cut between characters")
  func longLine() throws {
    let text = String(repeating: "日本🦅", count: 10_000)
    let corpus = try Corpus.locate(folder.write(text, to: "a.txt"))
    var documents = corpus.documents()
    var joined: [UInt8] = []
    while let document = try documents.next() {
      #expect(document.replacements == 0)
      joined += document.text
    }
    #expect(joined == Array(text.utf8))
  }

  @Test("JSON lines and arrays: escapes, other fields, strings, a field by name")
  func json() throws {
    let lines = #"""
      {"id": [1, {"text": "not this"}], "text": "a\u00e9\ud83e\udd85\n\"\\\/", "x": null}

      "just a string"
      {"text":"","n":-1.5e3}
      """#
    let expected = ["aé🦅\n\"\\/", "just a string", ""]
    #expect(try texts(of: Corpus.locate(folder.write(lines, to: "a.jsonl"))) == expected)
    let array = "[" + lines.split(separator: "\n").joined(separator: ",\n") + "]\n"
    #expect(try texts(of: Corpus.locate(folder.write(array, to: "a.json"))) == expected)
    let named = try folder.write(#"{"body": "here"}"#, to: "b.jsonl")
    #expect(try texts(of: Corpus.locate(named, textField: "body")) == ["here"])
  }

  @Test("Lone surrogates and bytes that are no UTF-8 are replaced and counted")
  func replacements() throws {
    let bytes = Array(#"{"text": "\ud83ex"#.utf8) + [0xFF] + Array("\"}\n".utf8)
    var documents = try Corpus.locate(folder.write(bytes, to: "a.jsonl")).documents()
    let document = try #require(try documents.next())
    #expect(String(decoding: document.text, as: UTF8.self) == "\u{FFFD}x\u{FFFD}")
    #expect(document.replacements == 2)
  }

  @Test("Agrees with Python's json on generated texts", .enabled(if: PythonPeer.has(), "needs python3"))
  func jsonPeer() throws {
    let file = folder.path("peer.jsonl")
    let answers = try PythonPeer.run(
      code: """
        import base64, json, random, sys
        with open(sys.argv[1], "w") as out:
            for _ in range(2000):
                text = "".join(chr(random.choice([random.randrange(128), random.randrange(0xD800),
                                                  random.randrange(0xE000, 0x110000)])) for _ in range(random.randrange(20)))
                out.write(json.dumps({"k": [text, {"text": text}], "text": text}, ensure_ascii=random.random() < 0.5) + "\\n")
                print(base64.b64encode(text.encode()).decode())
        """, file
    ).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    var documents = try Corpus.locate(file).documents()
    var count = 0
    for answer in answers {
      let document = try #require(try documents.next())
      #expect(Data(document.text).base64EncodedString() == answer)
      count += 1
    }
    #expect(count == 2000)
    #expect(try documents.next() == nil)
  }

  @Test("A dictionary: entries by offset, each once, its own description left out")
  func dictionary() throws {
    try folder.write("about this\nalpha entry\nbeta entry\n", to: "d.dict")
    let index = "00-database-info\tA\tL\nbeta\tX\tL\nb\tX\tL\nalpha\tL\tM\n"
    let corpus = try Corpus.locate(folder.write(index, to: "d.index"))
    #expect(try texts(of: corpus) == ["alpha entry\n", "beta entry\n"])
  }

  @Test("The fingerprint follows content, not names")
  func fingerprint() throws {
    let a = try Corpus.locate(folder.write("same", to: "a.txt"))
    let b = try Corpus.locate(folder.write("same", to: "b.txt"))
    let c = try Corpus.locate(folder.write("sane", to: "c.txt"))
    #expect(try a.fingerprint() == b.fingerprint())
    #expect(try a.fingerprint() != c.fingerprint())
  }
}

@Suite("Corpora that cannot be read")
struct BadCorpusTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Reads all of it; the error must be one line and name the file.
  private func error(_ path: String, names name: String? = nil) -> String {
    do {
      _ = try texts(of: Corpus.locate(path))
      Issue.record("\(path) was read")
      return ""
    } catch {
      let line = "\(error)"
      #expect(error is DatasetError)
      #expect(!line.contains("\n"))
      #expect(line.contains(name ?? path))
      return line
    }
  }

  @Test("Missing, empty, of no known kind")
  func missing() throws {
    #expect(error(folder.path("none.txt")).contains("no corpus at"))
    #expect(error(folder.path("*.none")).contains("no corpus at"))
    #expect(error(folder.path).contains("is empty"))
    #expect(error(try folder.write("", to: "a.txt")).contains("is empty"))
    #expect(error(try folder.write("x", to: "a.doc")).contains("rename it"))
  }

  @Test(
    "A file that is not what it says",
    arguments: [
      ("a.txt", [0x1F, 0x8B, 8, 0] as [UInt8], "gzip"), ("a.txt", [0x89, 0x50, 0x4E, 0x47], "PNG"),
      ("a.jsonl", Array("[1]".utf8), "a JSON array"), ("a.json", Array(" {\"a\": 1}".utf8), "a JSON object"),
      ("a.txt", [0xFF, 0xFE, 0x41, 0], "UTF-16"), ("a.txt", [0x41, 0, 0x42], "binary"),
      ("a.jsonl", Array("PAR1abcdPAR1".utf8), "Parquet"),
      ("a.parquet", Array("{\"text\": \"a\"}".utf8), "something else"),
      ("a.jsonl", Array("plain words".utf8), "something else"),
    ])
  func disguised(name: String, bytes: [UInt8], found: String) throws {
    #expect(error(try folder.write(bytes, to: name)).contains(found))
  }

  @Test(
    "Malformed JSON, with where",
    arguments: [
      (#"{"text": "abc"#, "ends inside a string"), (#"{"body": "a", "n": 1}"#, "its fields: body, n"),
      (#"{"text": 5}"#, "not a string"), (#"{"text": "a"} x"#, "more than one value"),
      (#"{"text": "\x"}"#, "escape"),
      (#"{"text": "\u12g4"}"#, "hexadecimal"), (#"{"a": [1, 2}, "text": "a"}"#, "closing bracket"),
      (#"{"a": "#, "ends inside a value"), (#"{"a" 1}"#, "expected \":\""),
      (#"{"text": "a" "b": 1}"#, "expected \"}\""),
      ("{\"a\": " + String(repeating: "[", count: 600), "deeper"), (#"{"a": }"#, "closing bracket"),
    ])
  func malformed(line: String, problem: String) throws {
    let text = error(try folder.write("{\"text\": \"fine\"}\n" + line + "\n", to: "a.jsonl"))
    #expect(text.contains(problem))
    #expect(text.contains("at byte"))
  }

  @Test("A dictionary whose index lies")
  func dictionary() throws {
    try folder.write("short", to: "d.dict")
    #expect(error(try folder.write("a\tA\tBBBB\n", to: "d.index")).contains("beyond the end"))
    #expect(error(try folder.write("a\tA\t*\n", to: "d.index")).contains("not headword, offset, length"))
    #expect(error(try folder.write("a\n", to: "d.index")).contains("not headword"))
    try folder.write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x01], to: "d.dict.dz")
    #expect(error(try folder.write("a\tA\tB\n", to: "d.index"), names: "d.dict.dz").contains("malformed"))
  }

  @Test(
    "A packed dictionary that is whole is read; cut or changed, it is refused",
    .enabled(if: PythonPeer.has(), "needs python3"))
  func packedDictionary() throws {
    let packed = folder.path("d.dict.dz")
    try PythonPeer.run(
      code:
        "import gzip, random, sys; gzip.open(sys.argv[1], 'wb').write(bytes(random.choices(b'abc ', k=3_000_000)))",
      packed)
    let index = try folder.write("word\tA\tC\nother\tLcaA\tC\n", to: "d.index")
    // LcaA in base 64 is 11 * 64^3 + 28 * 64^2 + 26 * 64.
    #expect(try texts(of: Corpus.locate(index)).map(\.utf8.count) == [2, 2])
    let good = try folder.read("d.dict.dz")
    try folder.write(Array(good.dropLast(good.count / 2)), to: "d.dict.dz")
    #expect(error(index, names: packed).contains("truncated"))
    var bad = good
    bad[good.count / 2] ^= 0xFF
    try folder.write(bad, to: "d.dict.dz")
    #expect(error(index, names: packed).contains("damaged"))
  }

  @Test("Mutated JSON never does worse than an error")
  func fuzz() throws {
    var random = SplitMix64(seed: 42)
    let seedText = Array(
      #"{"id": [1, {"a": "b\n"}], "text": "a\u00e9\ud83e\udd85 \"q\"", "x": null}"#.utf8 + [0x0A])
    var failures = 0
    for round in 0..<1000 {
      var bytes = seedText + seedText
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[at] = .random(in: 0...255, using: &random)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(bytes.randomElement(using: &random) ?? 0, at: at)
        default: bytes.removeSubrange(at...)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      let name = round % 2 == 0 ? "f.jsonl" : "f.json"
      let file = try folder.write(round % 2 == 0 ? bytes : [0x5B] + bytes, to: name)
      do {
        for text in try texts(of: Corpus.locate(file)) { #expect(text.utf8.count <= 4 * bytes.count) }
      } catch is DatasetError {
        failures += 1
      }
    }
    #expect(failures > 150)
  }
}
