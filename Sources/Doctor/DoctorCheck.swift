/// One thing to look at. The standard ones are static members; a room that Doctor must not know of gives
/// its own closure.
public struct DoctorCheck: Sendable {
  /// What a check found, before its name is put to it.
  public struct Finding: Equatable, Sendable {
    /// How the machine did.
    public var status: Check.Status
    /// What was found, in one line.
    public var detail: String
    /// What to do about it, in one line.
    public var advice: String?

    /// All is well.
    public static func ok(_ detail: String) -> Finding { Finding(status: .ok, detail: detail) }
    /// Apus works, with something less.
    public static func warn(_ detail: String, advice: String) -> Finding {
      Finding(status: .warn, detail: detail, advice: advice)
    }
    /// Something does not work.
    public static func fail(_ detail: String, advice: String) -> Finding {
      Finding(status: .fail, detail: detail, advice: advice)
    }
  }

  /// What is looked at, in one or two words.
  public let name: String
  /// Looks. An error counts as a failure with the error's words.
  public let look: @Sendable () async throws -> Finding

  /// A check with a name and a way to look.
  public init(_ name: String, look: @escaping @Sendable () async throws -> Finding) {
    self.name = name
    self.look = look
  }

  /// The finding as a line of the report.
  func run() async -> Check {
    do {
      let finding = try await look()
      return Check(name: name, status: finding.status, detail: finding.detail, advice: finding.advice)
    } catch {
      return Check(
        name: name, status: .fail, detail: "\(error)",
        advice: "run `apus doctor` again; if it stays, report it")
    }
  }
}
