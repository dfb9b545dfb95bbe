import Foundation
import Testing

/// The page, the manifest and the imports in the sources tell the same story.
@Suite struct RoomTests {
  static let manifest = Result { try Manifest.load() }
  static let page = ArchitecturePage(Checkout.text("docs/architecture.md") ?? "")

  @Test func thePageNamesEveryRoomAndNoOther() throws {
    let rooms = Set(try Self.manifest.get().rooms.map(\.name))
    #expect(rooms.subtracting(Self.page.imports.keys).sorted() == [], "rooms without a row in the page")
    #expect(Set(Self.page.imports.keys).subtracting(rooms).sorted() == [], "rows without a room")
  }

  @Test func roomsDeclareWhatThePageSays() throws {
    let manifest = try Self.manifest.get()
    let ours = Set(manifest.rooms.map(\.name))
    #expect(!ours.isEmpty)
    for room in manifest.rooms {
      guard let row = Self.page.imports[room.name], let promised = row else { continue }
      let declared = room.declared.intersection(ours)
      #expect(
        declared.sorted() == promised.subtracting(manifest.systemLibraries).sorted(),
        "\(room.name): Package.swift and docs/architecture.md differ")
    }
  }

  @Test func pureRoomsDoNotReachTorch() throws {
    let manifest = try Self.manifest.get()
    #expect(!Self.page.pure.isEmpty)
    for room in Self.page.pure.sorted() {
      #expect(manifest.byName[room] != nil, "\(room) is called pure and is no room")
      #expect(
        manifest.reach(of: room).intersection(["Torch", "CTorch"]).sorted() == [], "\(room) reaches LibTorch")
    }
  }

  @Test func nothingPointsUpward() throws {
    let manifest = try Self.manifest.get()
    for room in manifest.rooms {
      #expect(!manifest.reach(of: room.name).contains(room.name), "\(room.name) reaches itself")
    }
    let program = manifest.rooms.filter { $0.type == "executable" }.map(\.name)
    for room in manifest.rooms where room.type != "executable" {
      #expect(manifest.reach(of: room.name).isDisjoint(with: program), "\(room.name) imports a program")
    }
  }

  /// Tests may also import what their rooms stand on.
  @Test func filesImportOnlyWhatTheirTargetDeclares() throws {
    let manifest = try Self.manifest.get()
    let all = Set(manifest.targets.map(\.name))
    var seen = 0
    for target in manifest.targets where target.type != "system" {
      let isTest = target.type == "test"
      let allowed = (isTest ? manifest.reach(of: target.name) : target.declared).union([target.name])
      for path in swiftFiles(of: target, in: "\(isTest ? "Tests" : "Sources")/\(target.name)/") {
        seen += 1
        let strangers = importedModules(in: Checkout.text(path) ?? "").intersection(all).subtracting(allowed)
        #expect(strangers.sorted() == [], "\(path) imports what \(target.name) does not declare")
      }
    }
    #expect(seen > 0)
  }

  @Test func importsAreFoundInEveryForm() {
    // Another verb, so that this file does not import them.
    let source = """
      bring Torch
        public bring NN
      @preconcurrency package bring Ledger
      bring struct Search.Knob
      // bring Sandbox
      bringing()
      """.replacing("bring", with: "import")
    #expect(importedModules(in: source) == ["Torch", "NN", "Ledger", "Search"])
  }

  @Test func thePageIsReadAsWritten() {
    let page = ArchitecturePage(
      """
      | target | holds | imports (ours) |
      |---|---|---|
      | `A` | one; `x` | – |
      | `B` | two | A |
      | `c` | all | all |

      `A` and
      `B` never import `Torch`: so.

      `C` is different.
      """)
    #expect(page.imports["A"] == .some([]))
    #expect(page.imports["B"] == .some(["A"]))
    #expect(page.imports["c"] == .some(nil))
    #expect(page.imports.count == 3)
    #expect(page.pure == ["A", "B"])
  }

  private func swiftFiles(of target: Manifest.Target, in folder: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: Checkout.root.appending(path: folder).path)
    return (paths?.compactMap { $0 as? String } ?? [])
      .filter { path in
        path.hasSuffix(".swift") && !target.leftOut.contains { path == $0 || path.hasPrefix($0 + "/") }
      }
      .map { folder + $0 }
  }

  private func importedModules(in source: String) -> Set<String> {
    let form =
      /^\s*(?:@\w+\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
      .anchorsMatchLineEndings()
    // A text in a test may be a source that imports.
    let code = source.replacing(/(?s)""".*?"""/, with: "")
    return Set(code.matches(of: form).map { String($0.1) })
  }
}
