import Sandbox

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The passes of the Swift compiler over one experiment file. The compiler is confined like the experiment: what it reads is
/// not trusted, and it ends with the process that called it.
public struct Compiler: Sendable {
  /// Where the compiler lies and what it reads.
  public let toolchain: Toolchain
  private let sandbox: Sandbox
  /// Where the compiler keeps the modules of the system's headers between calls.
  private let cache: String

  /// Puts one together from its parts.
  public init(_ toolchain: Toolchain, sandbox: Sandbox, cache: String) {
    self.toolchain = toolchain
    self.sandbox = sandbox
    self.cache = cache
  }

  /// The modules that the file imports, by the compiler's own account.
  public func importedModules(of file: String, in folder: String) async throws -> [String] {
    let output = try await pass(
      .imports, ["-emit-imported-modules", file, "-o", "-"] + toolchain.commonFlags, in: folder)
    return output.split(whereSeparator: \.isNewline).map(String.init)
  }

  /// Checks types and memory safety; about a quarter of a second.
  public func typecheck(_ file: String, in folder: String) async throws {
    _ = try await pass(.typecheck, ["-typecheck", file] + toolchain.commonFlags, in: folder)
  }

  /// Makes the program; about a second and a half.
  public func compile(_ file: String, to program: String, in folder: String) async throws {
    _ = try await pass(
      .compile, [file] + toolchain.commonFlags + toolchain.linkFlags(output: program), in: folder)
  }

  /// One pass. Its limits bound a type checker that can be made to search for ever.
  private func pass(_ stage: Rejection.Stage, _ arguments: [String], in folder: String) async throws -> String
  {
    try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
    let log = "\(folder)/\(stage.rawValue).log"
    let child = try sandbox.launch(
      Confinement(
        executable: toolchain.swiftc, arguments: arguments + ["-module-cache-path", cache],
        environment: ["PATH": "/usr/bin:/bin", "HOME": folder],
        workingDirectory: folder,
        readOnlyPaths: Confinement.systemPaths + [
          toolchain.installation, toolchain.modules, toolchain.headers,
          toolchain.library,
        ],
        writablePaths: [folder, cache], logPath: log,
        limits: Limits(residentBytes: 8 << 30, wallClock: .seconds(120), outputBytes: 4 << 20)))
    let report = await child.wait()
    try Task.checkCancellation()
    let text = (try? String(decoding: Data(contentsOf: URL(filePath: log)), as: UTF8.self)) ?? ""
    switch report.reason {
    case .exited(code: 0): return text
    case .exited, .signalled: throw Rejection(stage, Compiler.firstError(in: text), details: text)
    default: throw Rejection(stage, "the compiler was \(report.reason)", details: text)
    }
  }

  /// The first line that reports an error, with the line number but without the path before it.
  static func firstError(in text: String) -> String {
    let mark = ": error: "
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: mark, maxSplits: 1)
      guard parts.count == 2 else { continue }
      let position = parts[0].split(separator: ":")
      let place = position.count >= 3 ? "line \(position[position.count - 2]): " : ""
      return place + parts[1]
    }
    let last = text.split(whereSeparator: \.isNewline).last.map(String.init)
    return last ?? "the compiler failed and said nothing"
  }
}
