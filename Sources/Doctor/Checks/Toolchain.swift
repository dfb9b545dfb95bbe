extension DoctorCheck {
  /// The Swift compiler that experiments are compiled with.
  /// - Parameters:
  ///   - swift: The executable, a path or a name on PATH.
  ///   - built: The version of the compiler that built this program, `nil` if unknown: a module can only be
  ///     imported by the compiler that made it.
  ///   - least: The oldest version that will do.
  public static func swift(
    _ swift: String = "swift", built: String? = nil, least: Version = Version(6, 2)
  ) -> DoctorCheck {
    DoctorCheck("compiler") {
      swiftFinding(await ChildReport.of([swift, "--version"]), built: built, least: least)
    }
  }

  static func swiftFinding(_ report: ChildReport, built: String?, least: Version) -> Finding {
    let install = "install Swift \(least) or newer (swift.org/install) and put it on PATH"
    guard report.succeeded else { return .fail("swift \(report.complaint)", advice: install) }
    let words = report.output.split(whereSeparator: \.isWhitespace)
    guard let index = words.firstIndex(of: "version"), index + 1 < words.endIndex,
      let version = Version(words[index + 1])
    else {
      return .fail("the version of swift cannot be read: \(report.firstLine ?? "no output")", advice: install)
    }
    guard version >= least else { return .fail("Swift \(version), older than \(least)", advice: install) }
    if let built, built != words[index + 1] {
      return .fail(
        "Swift \(version), but this program was built with \(built): experiments cannot import its modules",
        advice: "remove .build and run ./apus again")
    }
    return .ok("Swift \(version)")
  }

  /// A program that Apus calls.
  /// - Parameters:
  ///   - name: What the line is called.
  ///   - command: What prints its version.
  ///   - status: What its absence means.
  ///   - advice: What to do when it is absent.
  public static func tool(
    _ name: String, _ command: [String], absence status: Check.Status, advice: String
  ) -> DoctorCheck {
    DoctorCheck(name) {
      let report = await ChildReport.of(command)
      guard report.succeeded else {
        return Finding(status: status, detail: "\(command[0]) \(report.complaint)", advice: advice)
      }
      return .ok(report.firstLine ?? command[0])
    }
  }

  /// git keeps the versions of an experiment.
  public static let git = tool(
    "git", ["git", "--version"], absence: .fail, advice: "sudo apt-get install -y git")

  /// Python installs LibTorch and runs the peers of tests; experiments do without it.
  public static let python = tool(
    "python", ["python3", "--version"], absence: .warn,
    advice: "only needed to install LibTorch and for `make test`: sudo apt-get install -y python3 python3-pip"
  )
}
