import Foundation
internal import GRDB

extension Ledger {
  // MARK: Events

  /// Appends an entry to the log. The ledger's own steps log themselves.
  public func appendEvent(_ kind: String, _ payload: JSONValue = [:], at date: Date = .now)
    throws(LedgerError)
  {
    try write { try Self.append(kind, payload, at: date, to: $0) }
  }

  /// Entries after the one numbered `id`, oldest first, at most `limit`.
  public func events(after id: Int = 0, limit: Int = .max) throws(LedgerError) -> [LedgerEvent] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM events WHERE id > ? ORDER BY id LIMIT ?", arguments: [id, limit]
      ).map(LedgerEvent.init(row:))
    }
  }

  static func append(_ kind: String, _ payload: JSONValue, at date: Date, to db: Database) throws {
    try db.execute(
      sql: "INSERT INTO events (at, kind, payload) VALUES (?, ?, ?)",
      arguments: [date.timeIntervalSince1970, kind, try payload.text()])
  }

  // MARK: State

  /// A value that a session remembers for the next: settings, a researcher's state.
  public func state(_ key: String) throws(LedgerError) -> JSONValue? {
    try read { db in
      try String.fetchOne(db, sql: "SELECT value FROM state WHERE key = ?", arguments: [key])
        .map(JSONValue.init(text:))
    }
  }

  /// Remembers a value; `nil` forgets it.
  public func setState(_ key: String, _ value: JSONValue?) throws(LedgerError) {
    try write { db in
      if let value {
        try Self.set([key: value], in: db)
      } else {
        try db.execute(sql: "DELETE FROM state WHERE key = ?", arguments: [key])
      }
    }
  }

  static func set(_ values: [String: JSONValue], in db: Database) throws {
    for (key, value) in values {
      try db.execute(
        sql: "INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        arguments: [key, try value.text()])
    }
  }
}
