#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where an experiment's compiler lies, and what it finds there.
public struct Toolchain: Sendable {
  /// The compiler, by its absolute path.
  public let swiftc: String
  /// The folder that holds the compiler and all that it calls.
  public let installation: String
  /// The folders with the Swift runtime that compiled experiments load.
  public let runtimeLibraries: [String]
  /// The folder with the compiled modules (`Lab.swiftmodule` and what it is made of).
  public let modules: String
  /// The folder with the C module map that `Torch` refers to.
  public let headers: String
  /// The library that experiments link, `libLab.so`.
  public let library: String
  /// The toolchain of a built checkout: what `swift build -c release --product Lab` left in `root`, and the compiler
  /// that is called `swiftc` here.
  public static func find(root: String, swiftc: String = "swiftc") async throws -> Toolchain {
    struct Information: Decodable {
      struct Paths: Decodable {
        var runtimeLibraryPaths: [String]
        var runtimeResourcePath: String
      }
      var paths: Paths
    }
    guard let compiler = path(of: swiftc),
      let result = try await Tool(executable: compiler)(["-print-target-info"]), result.succeeded
    else { throw WorkspaceError("'\(swiftc)' cannot be run: is Swift installed and on the PATH?") }
    let paths = try JSONDecoder().decode(Information.self, from: Data(result.output.utf8)).paths
    let build = "\(root)/.build/release"
    return Toolchain(
      swiftc: compiler,
      // <installation>/usr/lib/swift
      installation: paths.runtimeResourcePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" },
      runtimeLibraries: paths.runtimeLibraryPaths, modules: "\(build)/Modules",
      headers: "\(root)/Sources/CTorch/include", library: "\(build)/libLab.so")
  }

  private static func path(of program: String) -> String? {
    guard !program.contains("/") else { return program }
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return folders.split(separator: ":").map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Flags that every pass over an experiment shares.
  ///
  /// `-strict-memory-safety` with its diagnostics as errors is what keeps an experiment from pointers.
  /// MemberImportVisibility keeps it from members of modules that `Lab` merely uses.
  var commonFlags: [String] {
    [
      "-swift-version", "6", "-parse-as-library", "-module-name", "Train",
      "-strict-memory-safety", "-Werror", "StrictMemorySafety",
      "-enable-upcoming-feature", "MemberImportVisibility",
      "-I", modules, "-I", headers,
    ]
  }

  /// Flags that make the program.
  func linkFlags(output: String) -> [String] {
    let folder = library.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    return ["-O", "-o", output, "-L", folder, "-lLab", "-Xlinker", "-rpath", "-Xlinker", folder]
  }
}
