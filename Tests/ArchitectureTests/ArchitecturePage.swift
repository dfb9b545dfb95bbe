import Foundation

/// docs/architecture.md as far as it can be held against the code.
struct ArchitecturePage {
  /// The rows of the table of rooms: a room, and the rooms that it imports; `nil` stands for all.
  let imports: [String: Set<String>?]
  /// The rooms that the page says never import Torch.
  let pure: Set<String>

  init(_ text: String) {
    var imports: [String: Set<String>?] = [:]
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, let room = Self.quoted(cells[0]).first else { continue }
      let names = cells[2].split { !$0.isLetter && !$0.isNumber }.map(String.init)
      imports.updateValue(names == ["all"] ? nil : Set(names), forKey: room)
    }
    self.imports = imports
    let sentence = text.split(separator: "\n\n").first { $0.contains("never import `Torch`") }
    pure = Set(
      sentence.map { Self.quoted($0.prefix(upTo: $0.range(of: "never import")?.lowerBound ?? $0.startIndex)) }
        ?? [])
  }

  /// The words in backquotes.
  private static func quoted(_ text: some StringProtocol) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
  }
}
