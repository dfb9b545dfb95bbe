#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where an experiment's compiler finds what it needs.
public struct Toolchain: Sendable {
  /// The compiler.
  public var swiftc: String
  /// The folder with the compiled modules (`Lab.swiftmodule` and what it is made of).
  public var modules: String
  /// The folder with `libLab.so`.
  public var libraries: String
  /// The folders with C module maps that those modules refer to.
  public var cModules: [String]

  public init(swiftc: String, modules: String, libraries: String, cModules: [String]) {
    self.swiftc = swiftc
    self.modules = modules
    self.libraries = libraries
    self.cModules = cModules
  }

  /// The toolchain of a built checkout: what `swift build -c release --product Lab` left in `root`.
  public init(root: String, swiftc: String = "swiftc") {
    let build = "\(root)/.build/release"
    self.init(
      swiftc: swiftc, modules: "\(build)/Modules", libraries: build,
      cModules: ["\(root)/Sources/CTorch/include"])
  }

  /// Flags that every pass over an experiment shares.
  ///
  /// `-strict-memory-safety` with its diagnostics as errors is what keeps an experiment from pointers.
  /// MemberImportVisibility keeps it from members of modules that `Lab` merely uses.
  var commonFlags: [String] {
    var flags = [
      "-swift-version", "6", "-parse-as-library", "-module-name", "Train",
      "-strict-memory-safety", "-Werror", "StrictMemorySafety",
      "-enable-upcoming-feature", "MemberImportVisibility",
      "-disable-sandbox", "-I", modules,
    ]
    for folder in cModules { flags += ["-I", folder] }
    return flags
  }

  /// Flags that make the program.
  func linkFlags(output: String) -> [String] {
    ["-O", "-o", output, "-L", libraries, "-lLab", "-Xlinker", "-rpath", "-Xlinker", libraries]
  }

  /// The folders with the Swift runtime that compiled experiments load, by the compiler's own account.
  public func runtimeLibraries() async throws -> [String] {
    struct Target: Decodable {
      struct Paths: Decodable { var runtimeLibraryPaths: [String] }
      var paths: Paths
    }
    guard let result = try await Tool(executable: swiftc)(["-print-target-info"]), result.succeeded else {
      throw WorkspaceError("'\(swiftc) -print-target-info' failed: is Swift installed and on the PATH?")
    }
    return try JSONDecoder().decode(Target.self, from: Data(result.output.utf8)).paths.runtimeLibraryPaths
  }
}
