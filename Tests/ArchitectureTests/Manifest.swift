import Foundation

/// Package.swift as SwiftPM reads it.
struct Manifest: Decodable {
  struct Target: Decodable {
    let name: String
    let type: String
    let dependencies: [Dependency]
    /// Where its folder is, unless in Sources or Tests under its name.
    let path: String?
    let exclude: [String]
    let resources: [Resource]

    /// Paths below the target's folder that are not compiled into it.
    var leftOut: [String] { exclude + resources.map(\.path) }

    /// Names of what it may import: targets of this package and products of others.
    var declared: Set<String> { Set(dependencies.compactMap(\.name)) }
  }

  struct Resource: Decodable {
    let path: String
  }

  /// `{"byName": ["Torch", null]}`, `{"target": …}` or `{"product": ["GRDB", "GRDB.swift", …]}`.
  struct Dependency: Decodable {
    let name: String?

    init(from decoder: any Decoder) throws {
      let kinds = try decoder.singleValueContainer().decode([String: [Element]].self)
      name = kinds.values.first?.first?.text
    }

    private struct Element: Decodable {
      let text: String?

      init(from decoder: any Decoder) throws {
        text = try? decoder.singleValueContainer().decode(String.self)
      }
    }
  }

  let targets: [Target]

  var byName: [String: Target] { Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0) }) }
  /// Targets that only wrap a library of the system, such as PCRE2.
  var systemLibraries: Set<String> { Set(targets.filter { $0.type == "system" }.map(\.name)) }
  /// Targets that hold code of ours: all in Sources. Benchmarks and what tests share lie elsewhere.
  var rooms: [Target] { targets.filter { $0.type != "system" && $0.type != "test" && $0.path == nil } }

  /// All targets of this package that a target reaches, itself not counted unless in a circle.
  func reach(of name: String) -> Set<String> {
    let targets = byName
    var reached: Set<String> = []
    var open = Array(targets[name]?.declared ?? [])
    while let next = open.popLast() {
      guard let target = targets[next], reached.insert(next).inserted else { continue }
      open += target.declared
    }
    return reached
  }

  /// Asks SwiftPM. A scratch folder of its own keeps it from waiting for the lock of the running test.
  static func load() throws -> Manifest {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "manifest-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let json = try Checkout.output(
      of: [
        "swift", "package", "--package-path", Checkout.root.path, "--scratch-path", scratch.path,
        "dump-package",
      ])
    return try JSONDecoder().decode(Manifest.self, from: json)
  }
}
