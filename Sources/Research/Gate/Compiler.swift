/// The passes of the Swift compiler over one experiment file.
public struct Compiler: Sendable {
  public var toolchain: Toolchain

  public init(_ toolchain: Toolchain) {
    self.toolchain = toolchain
  }

  /// The modules that the file imports, by the compiler's own account.
  public func importedModules(of file: String) async throws -> [String] {
    let output = try await pass(
      .imports, ["-emit-imported-modules", file, "-o", "-", "-swift-version", "6", "-parse-as-library"])
    return output.split(whereSeparator: \.isNewline).map(String.init)
  }

  /// Checks types and memory safety; about a quarter of a second.
  public func typecheck(_ file: String) async throws {
    _ = try await pass(.typecheck, ["-typecheck", file] + toolchain.commonFlags)
  }

  /// Makes the program; about a second and a half.
  public func compile(_ file: String, to program: String) async throws {
    _ = try await pass(.compile, [file] + toolchain.commonFlags + toolchain.linkFlags(output: program))
  }

  /// One pass. Its patience bounds a type checker that can be made to search for ever.
  private func pass(_ stage: Rejection.Stage, _ arguments: [String]) async throws -> String {
    let swiftc = Tool(executable: toolchain.swiftc)
    guard let result = try await swiftc(arguments) else {
      throw Rejection(stage, "the compiler had not finished after \(swiftc.patience)")
    }
    guard result.succeeded else {
      throw Rejection(stage, Compiler.firstError(in: result.errors), details: result.errors)
    }
    return result.output
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
