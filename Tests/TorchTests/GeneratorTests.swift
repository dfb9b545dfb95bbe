import Foundation
import Testing

/// The generated half of the C ABI is what the list of operators gives.
@Suite struct GeneratorTests {
  private static let generator = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Tools/ctorch/generate.py").standardizedFileURL

  private static var hasGenerator: Bool {
    guard PythonPeer.isThere else { return false }
    return
      (try? run(["python3", "-c", "import torchgen.gen"], environment: ["PYTHONPATH": PythonPeer.path]))?
      .status == 0
  }

  @Test(.enabled(if: hasGenerator, "no torchgen and PyYAML for Python; 'make test' installs them"))
  func generatedFilesAreCurrent() throws {
    let output = try PythonPeer.run(script: Self.generator, ["--check"])
    #expect(output.contains("nothing to change"))
  }
}
