import Foundation
internal import GRDB

extension Ledger {
  // MARK: Writing

  /// Writes a run down before its process starts; its experiment becomes `running`.
  /// - Returns: Its number.
  public func beginRun(
    of experiment: Int, seed: Int, purpose: RunPurpose, logPath: String? = nil, at date: Date = .now
  ) throws(LedgerError) -> Int {
    try write { db in
      // The report's final runs and the incumbent's further seeds concern experiments long decided.
      let stage = try Self.stage(of: experiment, in: db)
      guard stage != .decided || purpose != .search else {
        throw LedgerError.invalid("experiment \(experiment) is already decided")
      }
      if stage < .running {
        try db.execute(sql: "UPDATE experiments SET stage = 'running' WHERE id = ?", arguments: [experiment])
      }
      try db.execute(
        sql: """
          INSERT INTO runs (experiment_id, seed, purpose, state, started_at, log_path)
          VALUES (?, ?, ?, 'started', ?, ?)
          """,
        arguments: [experiment, seed, purpose.rawValue, date.timeIntervalSince1970, logPath])
      let id = Int(db.lastInsertedRowID)
      try Self.append(
        "run.started", ["run": .integer(id), "experiment": .integer(experiment), "seed": .integer(seed)],
        at: date,
        to: db)
      return id
    }
  }

  /// Writes down what a run reached.
  /// - Parameters:
  ///   - valBPB: Bits per byte; `nil` when the run was not scored.
  ///   - summary: The summary block.
  public func finishRun(_ id: Int, valBPB: Double?, summary: JSONValue, at date: Date = .now)
    throws(LedgerError)
  {
    if let valBPB, !valBPB.isFinite {
      throw .invalid("run \(id): val_bpb \(valBPB) is not a number; fail the run")
    }
    try write { db in
      try Self.requireStarted(id, in: db)
      try db.execute(
        sql: "UPDATE runs SET state = 'finished', finished_at = ?, val_bpb = ?, summary = ? WHERE id = ?",
        arguments: [date.timeIntervalSince1970, valBPB, try summary.text(), id])
      try Self.append("run.finished", ["run": .integer(id)], at: date, to: db)
    }
  }

  /// Writes down that a run failed, at which stage and how.
  public func failRun(
    _ id: Int, stage: String, message: String, summary: JSONValue? = nil, at date: Date = .now
  ) throws(LedgerError) {
    try write { db in
      try Self.requireStarted(id, in: db)
      try Self.fail(id, stage: stage, message: message, summary: summary, at: date, in: db)
    }
  }

  /// Fails every run that a session left behind when it died; for the start of the next session, which has
  /// the lock and so knows that no such run is alive.
  /// - Returns: The runs as they were.
  @discardableResult public func abandonStartedRuns(at date: Date = .now) throws(LedgerError) -> [RunRecord] {
    try write { db in
      let runs = try Row.fetchAll(db, sql: "SELECT * FROM runs WHERE state = 'started' ORDER BY id")
        .map(RunRecord.init(row:))
      for run in runs {
        try Self.fail(
          run.id, stage: "interrupted", message: "the session ended during the run", summary: nil, at: date,
          in: db)
      }
      return runs
    }
  }

  /// Adds points to a run's curve, one transaction for all. A step that is already there is replaced. A loss
  /// that is not finite is kept as a gap.
  public func appendSeries(_ points: [SeriesPoint], to run: Int) throws(LedgerError) {
    guard !points.isEmpty else { return }
    try write { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO series (run_id, step, seconds, tokens, loss) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET seconds = excluded.seconds, tokens = excluded.tokens, loss = excluded.loss
          """)
      for point in points {
        let loss: Double? = point.loss.isFinite ? point.loss : nil
        try statement.execute(arguments: [run, point.step, point.seconds, point.tokens, loss])
      }
    }
  }

  // MARK: Reading

  /// The runs of an experiment, oldest first.
  public func runs(of experiment: Int) throws(LedgerError) -> [RunRecord] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM runs WHERE experiment_id = ? ORDER BY id", arguments: [experiment]
      )
      .map(RunRecord.init(row:))
    }
  }

  /// All runs, oldest first.
  public func runs() throws(LedgerError) -> [RunRecord] {
    try read { try Row.fetchAll($0, sql: "SELECT * FROM runs ORDER BY id").map(RunRecord.init(row:)) }
  }

  /// A run's curve in order of steps, thinned evenly to about `maximum` points; the first and the last stay.
  /// A loss that was not finite is `nan`.
  public func series(of run: Int, maximum: Int = .max) throws(LedgerError) -> [SeriesPoint] {
    try read { db in
      let count =
        try Int.fetchOne(db, sql: "SELECT count(*) FROM series WHERE run_id = ?", arguments: [run]) ?? 0
      let stride = max(1, Int((Double(count) / Double(max(1, maximum))).rounded(.up)))
      return try Row.fetchAll(
        db,
        sql: """
          SELECT step, seconds, tokens, loss
          FROM (SELECT *, row_number() OVER (ORDER BY step) AS place FROM series WHERE run_id = ?)
          WHERE (place - 1) % ? = 0 OR place = ? ORDER BY step
          """, arguments: [run, stride, count]
      ).map(SeriesPoint.init(row:))
    }
  }

  private static func requireStarted(_ id: Int, in db: Database) throws {
    let state = try String.fetchOne(db, sql: "SELECT state FROM runs WHERE id = ?", arguments: [id])
    guard state == RunState.started.rawValue else {
      throw LedgerError.invalid(state.map { "run \(id) has already \($0)" } ?? "there is no run \(id)")
    }
  }

  private static func fail(
    _ id: Int, stage: String, message: String, summary: JSONValue?, at date: Date, in db: Database
  ) throws {
    try db.execute(
      sql: """
        UPDATE runs SET state = 'failed', finished_at = ?, failure_stage = ?, failure_message = ?, summary = ?
        WHERE id = ?
        """,
      arguments: [date.timeIntervalSince1970, stage, message, try summary?.text(), id])
    try append("run.failed", ["run": .integer(id), "stage": .string(stage)], at: date, to: db)
  }
}
