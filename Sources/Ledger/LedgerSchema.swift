internal import GRDB

/// The tables, and how older files become newer ones. A migration that was released never changes; later
/// needs are later migrations.
enum LedgerSchema {
  /// "Apus" in ASCII, so that a stranger's database is not taken for ours.
  static let applicationID = 0x4170_7573

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 experiments") { db in
      try db.execute(sql: experiments)
    }
    return migrator
  }

  private static let experiments = """
    CREATE TABLE sources (
      hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
      text TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE experiments (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      parent INTEGER REFERENCES experiments(id),
      researcher TEXT NOT NULL,
      hypothesis TEXT NOT NULL,
      predicted_gain REAL,
      assignment TEXT CHECK (assignment IS NULL OR json_valid(assignment)),
      source_hash TEXT NOT NULL REFERENCES sources(hash),
      commit_hash TEXT,
      stage TEXT NOT NULL CHECK (stage IN ('proposed', 'gated', 'running', 'decided')),
      status TEXT CHECK (status IN ('keep', 'discard', 'crash')),
      reason TEXT,
      created_at REAL NOT NULL,
      decided_at REAL,
      CHECK ((stage = 'decided') = (status IS NOT NULL)),
      CHECK ((stage = 'decided') = (decided_at IS NOT NULL))
    ) STRICT;
    CREATE INDEX experiments_by_status ON experiments(status, decided_at);

    CREATE TABLE runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      experiment_id INTEGER NOT NULL REFERENCES experiments(id),
      seed INTEGER NOT NULL,
      purpose TEXT NOT NULL CHECK (purpose IN ('search', 'confirm', 'final')),
      state TEXT NOT NULL CHECK (state IN ('started', 'finished', 'failed')),
      started_at REAL NOT NULL,
      finished_at REAL,
      val_bpb REAL,
      summary TEXT CHECK (summary IS NULL OR json_valid(summary)),
      failure_stage TEXT,
      failure_message TEXT,
      log_path TEXT,
      CHECK ((state = 'started') = (finished_at IS NULL)),
      CHECK ((state = 'failed') = (failure_stage IS NOT NULL))
    ) STRICT;
    CREATE INDEX runs_by_experiment ON runs(experiment_id);

    CREATE TABLE decisions (
      experiment_id INTEGER PRIMARY KEY REFERENCES experiments(id),
      verdict TEXT NOT NULL,
      evidence TEXT NOT NULL CHECK (json_valid(evidence)),
      at REAL NOT NULL
    ) STRICT;

    CREATE TABLE series (
      run_id INTEGER NOT NULL REFERENCES runs(id),
      step INTEGER NOT NULL,
      seconds REAL NOT NULL,
      tokens INTEGER NOT NULL,
      loss REAL,
      PRIMARY KEY (run_id, step)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE events (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at REAL NOT NULL,
      kind TEXT NOT NULL,
      payload TEXT NOT NULL CHECK (json_valid(payload))
    ) STRICT;

    CREATE TABLE state (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL CHECK (json_valid(value))
    ) STRICT, WITHOUT ROWID;

    -- What happened is not rewritten.
    CREATE TRIGGER events_stay BEFORE UPDATE ON events
      BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;
    CREATE TRIGGER events_remain BEFORE DELETE ON events
      BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;
    CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions
      BEGIN SELECT RAISE(ABORT, 'a decision stands'); END;
    CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions
      BEGIN SELECT RAISE(ABORT, 'a decision stands'); END;
    CREATE TRIGGER experiments_stay BEFORE UPDATE ON experiments
      WHEN OLD.stage = 'decided'
        AND (NEW.stage, NEW.status, NEW.source_hash) IS NOT (OLD.stage, OLD.status, OLD.source_hash)
      BEGIN SELECT RAISE(ABORT, 'a decided experiment stands'); END;
    """
}
