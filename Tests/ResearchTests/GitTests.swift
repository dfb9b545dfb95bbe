import Foundation
import Research
import Testing

@Suite struct GitTests {
  private func repository() async throws -> Git {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-git-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let git = Git(folder: folder.path)
    try await git.initialise()
    return git
  }

  @Test func commitsWithoutTouchingTheWorkingCopy() async throws {
    let git = try await repository()
    defer { try? FileManager.default.removeItem(atPath: git.folder) }
    let first = try await git.commit(
      file: "Train.swift", contents: "let a = 1\n", message: "first", parent: nil,
      reference: "refs/apus/experiments/1")
    let second = try await git.commit(
      file: "Train.swift", contents: "let a = 2\n", message: "second", parent: first,
      reference: "refs/apus/experiments/2")
    #expect(try FileManager.default.contentsOfDirectory(atPath: git.folder) == [".git"])
    #expect(try await git.resolve("refs/apus/experiments/2") == second)
    #expect(try await git.resolve("refs/apus/experiments/3") == nil)
    #expect(try await git.show("Train.swift", in: first) == "let a = 1\n")
    let diff = try await git.diff("Train.swift", from: first, to: second)
    #expect(diff.contains("-let a = 1") && diff.contains("+let a = 2"))
    try await git.advance(branch: "main", to: second)
    #expect(try await git.resolve("main") == second)
  }

  @Test func keepsTheParentsOtherFiles() async throws {
    let git = try await repository()
    defer { try? FileManager.default.removeItem(atPath: git.folder) }
    let first = try await git.commit(
      file: "program.md", contents: "words\n", message: "words", parent: nil, reference: "refs/apus/a")
    let second = try await git.commit(
      file: "Train.swift", contents: "code\n", message: "code", parent: first, reference: "refs/apus/b")
    #expect(try await git.show("program.md", in: second) == "words\n")
  }

  @Test func saysWhatFailed() async throws {
    let git = Git(folder: "/nonexistent-folder")
    await #expect(throws: (any Error).self) { try await git.initialise() }
  }
}
