import ArgumentParser
import Foundation
import Research

/// Which workspace a command works in.
struct WorkspaceOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("The workspace's folder.", valueName: "folder"))
  var workspace: String?

  /// The absolute path of the workspace that is meant, made or not.
  var path: String {
    let current = FileManager.default.currentDirectoryPath
    if let workspace { return absolute(workspace, from: current) }
    if Workspace.exists(at: current) { return current }
    if let named = ProcessInfo.processInfo.environment["APUS_WORKSPACE"], !named.isEmpty {
      return absolute(named, from: current)
    }
    // As the shell reads ~; the password file counts only where HOME is not set.
    let home = ProcessInfo.processInfo.environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return (home ?? FileManager.default.homeDirectoryForCurrentUser.path) + "/apus-workspace"
  }

  /// Opens the workspace.
  func open() throws -> Workspace { try Workspace.open(path) }

  private func absolute(_ path: String, from folder: String) -> String {
    let expanded = (path as NSString).expandingTildeInPath
    let url = URL(filePath: expanded, relativeTo: URL(filePath: folder, directoryHint: .isDirectory))
    return url.standardizedFileURL.path
  }
}
