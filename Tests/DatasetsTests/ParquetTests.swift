import Datasets
import Foundation
import TestSupport
import Testing

private let library =
  ProcessInfo.processInfo.environment["APUS_CPARQUET"] ?? CacheFolder.path("cparquet/libcparquet.so")

@Suite(
  "Parquet",
  .enabled(
    if: FileManager.default.fileExists(atPath: library) && PythonPeer.has("pyarrow.parquet"),
    "needs libcparquet and Python's pyarrow: make parquet installs both"))
struct ParquetTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(
    "Agrees with pyarrow on generated tables: groups, packings, types, nulls",
    arguments: ["string", "large_string", "binary", "large_binary"], ["snappy", "zstd", "none"])
  func peer(type: String, packing: String) throws {
    let file = folder.path("a.parquet")
    let answers = try PythonPeer.run(
      code: """
        import base64, random, sys, pyarrow as pa, pyarrow.parquet as pq
        texts = []
        for i in range(9001):
            text = "".join(chr(random.choice([random.randrange(128), random.randrange(0x100, 0xD800)])) for _ in range(random.randrange(30)))
            texts.append(None if random.random() < 0.1 else text.encode())
        kind = getattr(pa, sys.argv[2])()
        column = pa.array(texts, type=kind) if "binary" in sys.argv[2] else pa.array([t and t.decode() if t else t if t is None else "" for t in texts], type=kind)
        table = pa.table({"id": list(range(len(texts))), "text": column})
        pq.write_table(table, sys.argv[1], compression=sys.argv[3], row_group_size=2500)
        for text in texts: print(base64.b64encode(text or b"").decode())
        """, file, type, packing
    ).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(answers.count == 9001)
    var documents = try Corpus.locate(file).documents()
    for answer in answers {
      let document = try #require(try documents.next())
      #expect(Data(document.text).base64EncodedString() == answer)
    }
    #expect(try documents.next() == nil)
  }

  @Test("A file that is cut, a column that is missing or no text: one line with the path")
  func bad() throws {
    let file = folder.path("a.parquet")
    try PythonPeer.run(
      code: """
        import sys, pyarrow as pa, pyarrow.parquet as pq
        pq.write_table(pa.table({"id": [1, 2], "text": ["a", "b"]}), sys.argv[1])
        """, file)
    func error(_ path: String, field: String = "text") -> String {
      let error = #expect(throws: DatasetError.self) { try texts(of: Corpus.locate(path, textField: field)) }
      let line = error.map { "\($0)" } ?? ""
      #expect(line.contains(path) && !line.contains("\n"))
      return line
    }
    #expect(error(file, field: "body").contains("its columns: id, text"))
    #expect(error(file, field: "id").contains("int64"))
    let good = try folder.read("a.parquet")
    #expect(error(try folder.write(Array(good.dropLast(5)), to: "b.parquet")).contains("truncated"))
    var middle = good
    middle.removeSubrange(20..<60)
    #expect(error(try folder.write(middle, to: "c.parquet")).contains("malformed"))
  }
}

@Suite("Parquet without its library")
struct ParquetMissingTests {
  @Test("One line that says what to run")
  func missing() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("PAR1 and some bytes PAR1", to: "a.parquet")
    await #expect(processExitsWith: .success) { [file = file as String] in
      setenv("APUS_CPARQUET", "/nowhere/libcparquet.so", 1)
      do {
        _ = try texts(of: Corpus.locate(file))
        exit(1)
      } catch {
        let line = "\(error)"
        exit(line.contains(file) && line.contains("make parquet") ? 0 : 2)
      }
    }
  }
}
