import Ledger

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The folder of one piece of research.
///
///     Train.swift      the experiment file as it stands: the incumbent
///     program.md       what a coding agent is told
///     apus.json        the settings
///     results.tsv      the experiments, one a line
///     report.html      made by `apus report`
///     .apus/           ledger, runs, compiled experiments
///
/// It is a git repository: `main` holds the kept versions, `refs/apus/experiments/N` every version that was tried.
public struct Workspace: Sendable {
  /// Absolute path of the folder.
  public let path: String
  /// The rules that its experiments share.
  public let settings: Settings

  /// The name of the experiment file.
  public static let trainingFile = "Train.swift"

  /// Opens a workspace that was made by `create`.
  public static func open(_ path: String) throws -> Workspace {
    let settingsPath = path + "/apus.json"
    guard let data = try? Data(contentsOf: URL(filePath: settingsPath)) else {
      throw WorkspaceError("\(path) is no workspace (it has no apus.json); 'apus init \(path)' makes one")
    }
    do {
      return Workspace(path: path, settings: try JSONDecoder().decode(Settings.self, from: data))
    } catch {
      throw WorkspaceError(
        "\(settingsPath) cannot be read as settings (\(Workspace.problem(error))): mend it, or make another workspace"
      )
    }
  }

  /// What is wrong with a settings file, without the decoder's inner life.
  private static func problem(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _): "it has no '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has a value of another kind"
    default: "it is no JSON"
    }
  }

  /// Whether the folder is a workspace.
  public static func exists(at path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/apus.json")
  }

  /// Makes a workspace in a new or empty folder, from the files of `template`.
  public static func create(_ path: String, settings: Settings, template: String) async throws -> Workspace {
    let manager = FileManager.default
    if let contents = try? manager.contentsOfDirectory(atPath: path), !contents.isEmpty {
      throw WorkspaceError("\(path) is not empty; a workspace is a folder of its own")
    }
    let workspace = Workspace(path: path, settings: settings)
    do {
      for folder in [workspace.runsFolder, workspace.programsFolder, workspace.researchersFolder] {
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
      for file in [trainingFile, "program.md"] {
        try Data(contentsOf: URL(filePath: "\(template)/\(file)")).write(to: URL(filePath: "\(path)/\(file)"))
      }
      try Data(".apus/\nresults.tsv\nreport.html\n".utf8).write(to: URL(filePath: "\(path)/.gitignore"))
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try await workspace.git.initialise()
      _ = try Ledger.open(workspace.ledgerPath)
      // Last: a folder with settings is a workspace that is whole.
      try encoder.encode(settings).write(to: URL(filePath: "\(path)/apus.json"), options: .atomic)
    } catch let error as WorkspaceError {
      throw error
    } catch let error as LedgerError {
      throw error
    } catch {
      throw WorkspaceError(
        "a workspace cannot be made: \(SystemFailure.words(of: error) ?? "\(path): \(error)")")
    }
    return workspace
  }

  /// The repository of the kept and tried versions.
  public var git: Git { Git(folder: path) }
  /// The database of all that happened.
  public var ledgerPath: String { path + "/.apus/ledger.sqlite" }
  /// A folder for each run.
  public var runsFolder: String { path + "/.apus/runs" }
  /// Compiled experiments, by their number.
  public var programsFolder: String { path + "/.apus/programs" }
  /// What the compiler keeps between calls.
  public var compilerCache: String { path + "/.apus/module-cache" }
  /// A folder for each researcher that wants one.
  public var researchersFolder: String { path + "/.apus/researchers" }
  /// The working copy of the experiment file.
  public var trainingPath: String { path + "/" + Workspace.trainingFile }

  /// The folder of one run: log, weights, progress values.
  public func runFolder(_ run: Int) -> String { "\(runsFolder)/\(run)" }
}
