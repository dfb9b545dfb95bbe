/// Looks at everything that Apus leans on, and says what to do where something is not as it should be.
public enum Doctor {
  /// Runs the checks at the same time, since most of them wait for a child process; the findings come in
  /// the order of the checks.
  public static func run(_ checks: [DoctorCheck]) async -> Diagnosis {
    let findings = await withTaskGroup(of: (Int, Check).self) { group in
      for (index, check) in checks.enumerated() {
        group.addTask { (index, await check.run()) }
      }
      return await group.reduce(into: [Int: Check]()) { $0[$1.0] = $1.1 }
    }
    return Diagnosis(checks: checks.indices.compactMap { findings[$0] })
  }
}
