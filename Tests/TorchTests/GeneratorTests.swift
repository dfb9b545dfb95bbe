import Foundation
import TestSupport
import Testing

/// The generated half of the C ABI is what the list of operators gives.
@Suite struct GeneratorTests {
  private static let generator = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Tools/ctorch/generate.py").standardizedFileURL

  private static var hasGenerator: Bool { PythonPeer.has("torch", "torchgen.gen") }

  @Test(.enabled(if: hasGenerator, "no torchgen and PyYAML for Python; 'make test' installs them"))
  func generatedFilesAreCurrent() throws {
    let output = try PythonPeer.run([Self.generator.path, "--check"])
    #expect(output.contains("nothing to change"))
  }
}
