import Foundation
internal import GRDB

/// What happened in a workspace, and the only truth about it: an SQLite file with a write-ahead log. Every
/// method is one transaction that is on disk when it returns, so a session can end at any instant.
///
/// One session writes; any number of processes read meanwhile.
public final class Ledger: Sendable {
  /// The file.
  public let path: String

  private let database: DatabasePool
  // Held for the life of a writing ledger; readers have none.
  private let lock: WorkspaceLock?

  private init(path: String, database: DatabasePool, lock: WorkspaceLock?) {
    self.path = path
    self.database = database
    self.lock = lock
  }

  /// Opens the ledger of a session, creating or updating it, and takes the workspace's lock.
  /// - Throws: ``LedgerError/locked(path:holder:)`` when another session has it;
  ///   ``LedgerError/corrupt(path:detail:)``, ``LedgerError/newer(path:)`` or a storage error.
  public static func open(_ path: String) throws(LedgerError) -> Ledger {
    let lock = try WorkspaceLock(path: path + ".lock", ledger: path)
    do {
      // A file that is not ours is looked at without a single write to it.
      if FileManager.default.fileExists(atPath: path) { try look(at: path) }
      let database = try DatabasePool(path: path, configuration: configuration())
      try database.read { try requireOurs($0, path: path) }
      // The mark comes before the first table: a session may be killed in between.
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA application_id = \(LedgerSchema.applicationID)")
      }
      try LedgerSchema.migrator.migrate(database)
      // GRDB chooses NORMAL for write-ahead logs, which may lose the last commits with the power.
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON")
      }
      return Ledger(path: path, database: database, lock: lock)
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  /// Opens a ledger to look at, while a session writes or not.
  /// - Throws: ``LedgerError/missing(path:)`` when there is none, or as ``open(_:)`` does.
  public static func openForReading(_ path: String) throws(LedgerError) -> Ledger {
    guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
    do {
      let database = try DatabasePool(path: path, configuration: configuration(readOnly: true))
      try database.read { db in
        try requireOurs(db, path: path)
        guard try LedgerSchema.migrator.hasCompletedMigrations(db) else {
          throw LedgerError.older(path: path)
        }
      }
      return Ledger(path: path, database: database, lock: nil)
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  private static func look(at path: String) throws {
    do {
      let database = try DatabaseQueue(path: path, configuration: configuration(readOnly: true))
      try database.read { try requireOurs($0, path: path) }
      try database.close()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
      // A session was killed while it wrote; who only reads may not recover the file. The next to open it does.
    }
  }

  private static func configuration(readOnly: Bool = false) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.busyMode = .timeout(10)
    configuration.label = "ledger"
    return configuration
  }

  /// Refuses a damaged file, another program's database, and what a newer version wrote.
  private static func requireOurs(_ db: Database, path: String) throws {
    let problem = try String.fetchOne(db, sql: "PRAGMA quick_check(1)")
    guard problem == "ok" else {
      let detail = problem?.split(whereSeparator: \.isNewline).last.map(String.init) ?? "unreadable"
      throw LedgerError.corrupt(path: path, detail: detail)
    }
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard tables == 0 || application == LedgerSchema.applicationID else {
      throw LedgerError.corrupt(path: path, detail: "another program's database")
    }
    if try tables > 0 && LedgerSchema.migrator.hasBeenSuperseded(db) { throw LedgerError.newer(path: path) }
  }

  // MARK: For the other files of this room

  func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
    do { return try database.read(body) } catch { throw LedgerError(error, path: path) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
    guard lock != nil else { throw .invalid("opened for reading only") }
    do { return try database.write(body) } catch { throw LedgerError(error, path: path) }
  }
}
