/// The git repository of a workspace: each experiment's file is a commit that nothing can lose.
public struct Git: Sendable {
  /// The repository's folder.
  public var folder: String

  /// Puts one together from its parts.
  public init(folder: String) {
    self.folder = folder
  }

  /// Makes the repository if there is none.
  public func initialise() async throws {
    _ = try await git(["init", "--quiet", "--initial-branch=main"])
  }

  /// The commit that `name` stands for, if it exists.
  public func resolve(_ name: String) async throws -> String? {
    let output = try? await git(["rev-parse", "--verify", "--quiet", "\(name)^{commit}"])
    return output.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Makes a commit in which `file` has `contents`, the rest as in `parent`, and points `reference` at it. Touches
  /// neither the working tree nor the index. Doing it again with the same arguments is harmless.
  public func commit(
    file: String, contents: String, message: String, parent: String?, reference: String
  ) async throws -> String {
    let blob = try await git(["hash-object", "-w", "--stdin"], input: contents)
    var entries = parent == nil ? "" : try await git(["ls-tree", parent ?? ""])
    let kept = entries.split(separator: "\n").filter { !$0.hasSuffix("\t\(file)") }
    entries = (kept + ["100644 blob \(blob)\t\(file)"]).joined(separator: "\n") + "\n"
    let tree = try await git(["mktree"], input: entries)
    var arguments = ["commit-tree", tree, "-m", message]
    if let parent { arguments += ["-p", parent] }
    let commit = try await git(arguments)
    _ = try await git(["update-ref", reference, commit])
    return commit
  }

  /// The text of `file` in `commit`.
  public func show(_ file: String, in commit: String) async throws -> String {
    try await git(["show", "\(commit):\(file)"], trimmed: false)
  }

  /// Points the branch at `commit` and lays its file out, if the working copy of `file` is not already so.
  public func advance(branch: String, to commit: String) async throws {
    _ = try await git(["update-ref", "refs/heads/\(branch)", commit])
    _ = try await git(["reset", "--quiet", commit])
  }

  /// What changed in `file` between two commits, as a unified diff.
  public func diff(_ file: String, from old: String, to new: String) async throws -> String {
    try await git(["diff", "--no-color", "--no-ext-diff", "-U3", old, new, "--", file], trimmed: false)
  }

  private func git(_ arguments: [String], input: String = "", trimmed: Bool = true) async throws -> String {
    // Commits carry the program's name, so that they need no configuration and sign nothing as the user.
    let identity = [
      "-c", "user.name=Apus", "-c", "user.email=apus@localhost", "-c", "commit.gpgSign=false",
      "-c", "core.hooksPath=/dev/null",
    ]
    guard let result = try await Tool(executable: "git")(identity + arguments, folder: folder, input: input)
    else {
      throw WorkspaceError("git \(arguments[0]) did not finish in \(folder)")
    }
    guard result.succeeded else {
      let words = result.errors.split(separator: "\n").last ?? "it said nothing"
      throw WorkspaceError("git \(arguments[0]) failed in \(folder): \(words)")
    }
    guard trimmed else { return result.output }
    return String(result.output.reversed().drop { $0.isNewline }.reversed())
  }
}
