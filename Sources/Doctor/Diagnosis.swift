#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// All that was found, for a person and for a program.
public struct Diagnosis: Equatable, Sendable {
  /// The findings, in the order of the checks.
  public let checks: [Check]

  /// A diagnosis of these findings.
  public init(checks: [Check]) {
    self.checks = checks
  }

  /// The worst status of all; `ok` where nothing was checked.
  public var status: Check.Status {
    for status in [Check.Status.fail, .warn] where checks.contains(where: { $0.status == status }) {
      return status
    }
    return .ok
  }

  /// What the process exits with: 1 if any check failed. Warnings do not count.
  public var exitCode: Int32 { status == .fail ? 1 : 0 }

  /// One object: `status`, and `checks` with `name`, `status`, `detail` and, where there is any, `advice`.
  public func json() throws -> String {
    struct Report: Encodable {
      let status: Check.Status
      let checks: [Check]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Report(status: status, checks: checks)), as: UTF8.self)
  }

  /// One line for each check, with advice below it, in aligned columns.
  /// - Parameter color: Whether the reader is a terminal that shows colours.
  public func text(color: Bool) -> String {
    let width = checks.map(\.name.count).max() ?? 0
    var lines: [String] = []
    for check in checks {
      let name = check.name + String(repeating: " ", count: width - check.name.count)
      lines.append("\(check.status.mark(color: color))  \(name)  \(check.detail)")
      if let advice = check.advice {
        lines.append(String(repeating: " ", count: Check.Status.markWidth + width + 4) + "→ " + advice)
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Check.Status {
  static let markWidth = 4

  /// The status in four columns, green, yellow or red.
  func mark(color: Bool) -> String {
    let word = rawValue + String(repeating: " ", count: Self.markWidth - rawValue.count)
    guard color else { return word }
    let code =
      switch self {
      case .ok: 32
      case .warn: 33
      case .fail: 31
      }
    return "\u{1B}[\(code)m\(word)\u{1B}[0m"
  }
}
