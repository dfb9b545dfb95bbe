internal import Digests
import Foundation
internal import GRDB

extension Ledger {
  // MARK: Writing

  /// Writes an experiment down before anything is done with it. `state` is set in the same transaction, so
  /// that a researcher never forgets or repeats what it proposed.
  /// - Returns: Its number.
  public func beginExperiment(
    _ new: NewExperiment, state: [String: JSONValue] = [:], at date: Date = .now
  ) throws(LedgerError) -> Int {
    let hash = Digest.sha256(new.source)
    return try write { db in
      try db.execute(
        sql: "INSERT INTO sources (hash, text) VALUES (?, ?) ON CONFLICT DO NOTHING",
        arguments: [hash, new.source])
      try db.execute(
        sql: """
          INSERT INTO experiments
            (parent, researcher, hypothesis, predicted_gain, assignment, source_hash, commit_hash, stage, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, 'proposed', ?)
          """,
        arguments: [
          new.parent, new.researcher, new.hypothesis, new.predictedGain, try new.assignment?.text(), hash,
          new.commit, date.timeIntervalSince1970,
        ])
      let id = Int(db.lastInsertedRowID)
      try Self.set(state, in: db)
      try Self.append(
        "experiment.proposed", ["experiment": .integer(id), "researcher": .string(new.researcher)], at: date,
        to: db)
      return id
    }
  }

  /// Moves an experiment forward. Where it already is, nothing happens; ``decide(_:status:reason:verdict:evidence:state:at:)``
  /// makes the last step.
  /// - Throws: ``LedgerError/invalid(_:)`` for a step back, past the decision, or of an unknown experiment.
  public func advance(_ id: Int, to stage: ExperimentStage, at date: Date = .now) throws(LedgerError) {
    guard stage != .decided else { throw .invalid("experiment \(id): only a decision makes it decided") }
    try write { db in
      let current = try Self.stage(of: id, in: db)
      guard current != stage else { return }
      guard current < stage else {
        throw LedgerError.invalid(
          "experiment \(id) is \(current.rawValue), it cannot become \(stage.rawValue)")
      }
      try db.execute(sql: "UPDATE experiments SET stage = ? WHERE id = ?", arguments: [stage.rawValue, id])
      try Self.append("experiment.\(stage.rawValue)", ["experiment": .integer(id)], at: date, to: db)
    }
  }

  /// Notes the git commit of an experiment's version.
  public func setCommit(_ commit: String, of id: Int) throws(LedgerError) {
    try write { db in
      try db.execute(sql: "UPDATE experiments SET commit_hash = ? WHERE id = ?", arguments: [commit, id])
      guard db.changesCount == 1 else { throw LedgerError.invalid("there is no experiment \(id)") }
    }
  }

  /// Decides an experiment: its status, the decision with its evidence, the log entry and `state`, all or
  /// nothing.
  /// - Throws: ``LedgerError/invalid(_:)`` when it is unknown, already decided, or has a run that has not ended.
  public func decide(
    _ id: Int, status: ExperimentStatus, reason: String, verdict: String, evidence: JSONValue,
    state: [String: JSONValue] = [:], at date: Date = .now
  ) throws(LedgerError) {
    try write { db in
      guard try Self.stage(of: id, in: db) != .decided else {
        throw LedgerError.invalid("experiment \(id) is already decided")
      }
      let open = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM runs WHERE experiment_id = ? AND state = 'started'", arguments: [id])
      guard open == 0 else { throw LedgerError.invalid("experiment \(id) has a run that has not ended") }
      try db.execute(
        sql: "UPDATE experiments SET stage = 'decided', status = ?, reason = ?, decided_at = ? WHERE id = ?",
        arguments: [status.rawValue, reason, date.timeIntervalSince1970, id])
      try db.execute(
        sql: "INSERT INTO decisions (experiment_id, verdict, evidence, at) VALUES (?, ?, ?, ?)",
        arguments: [id, verdict, try evidence.text(), date.timeIntervalSince1970])
      try Self.set(state, in: db)
      try Self.append(
        "experiment.decided", ["experiment": .integer(id), "status": .string(status.rawValue)], at: date,
        to: db)
    }
  }

  // MARK: Reading

  /// All experiments, oldest first.
  public func experiments() throws(LedgerError) -> [ExperimentRecord] { try experiments(where: "TRUE") }

  /// One experiment; `nil` when there is none of that number.
  public func experiment(_ id: Int) throws(LedgerError) -> ExperimentRecord? {
    try experiments(where: "id = ?", [id]).first
  }

  /// Experiments that a session left before their decision, oldest first.
  public func unfinished() throws(LedgerError) -> [ExperimentRecord] {
    try experiments(where: "stage != 'decided'")
  }

  /// The best version so far: the last one kept.
  public func incumbent() throws(LedgerError) -> ExperimentRecord? {
    try experiments(where: "id = (SELECT max(id) FROM experiments WHERE status = 'keep')").first
  }

  /// The text of an experiment file by its hash.
  public func source(_ hash: String) throws(LedgerError) -> String? {
    try read { try String.fetchOne($0, sql: "SELECT text FROM sources WHERE hash = ?", arguments: [hash]) }
  }

  /// The decision on an experiment; `nil` until there is one.
  public func decision(of id: Int) throws(LedgerError) -> DecisionRecord? {
    try read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM decisions WHERE experiment_id = ?", arguments: [id])
        .map(DecisionRecord.init(row:))
    }
  }

  private func experiments(where condition: String, _ arguments: StatementArguments = []) throws(LedgerError)
    -> [ExperimentRecord]
  {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM experiments WHERE \(condition) ORDER BY id", arguments: arguments
      )
      .map(ExperimentRecord.init(row:))
    }
  }

  static func stage(of id: Int, in db: Database) throws -> ExperimentStage {
    guard
      let name = try String.fetchOne(db, sql: "SELECT stage FROM experiments WHERE id = ?", arguments: [id]),
      let stage = ExperimentStage(rawValue: name)
    else { throw LedgerError.invalid("there is no experiment \(id)") }
    return stage
  }
}
