import Foundation
internal import GRDB

// How records come out of their rows. Times are seconds since 1970: exact, and comparable in SQL.

extension ExperimentRecord {
  init(row: Row) throws {
    self.init(
      id: row["id"], parent: row["parent"], researcher: row["researcher"], hypothesis: row["hypothesis"],
      predictedGain: row["predicted_gain"], assignment: try row.json("assignment"),
      sourceHash: row["source_hash"],
      commit: row["commit_hash"], stage: try row.word("stage"), status: try row.optionalWord("status"),
      reason: row["reason"], createdAt: row.date("created_at"), decidedAt: row.optionalDate("decided_at"))
  }
}

extension RunRecord {
  init(row: Row) throws {
    self.init(
      id: row["id"], experimentID: row["experiment_id"], seed: row["seed"], purpose: try row.word("purpose"),
      state: try row.word("state"), startedAt: row.date("started_at"),
      finishedAt: row.optionalDate("finished_at"),
      valBPB: row["val_bpb"], summary: try row.json("summary"), failureStage: row["failure_stage"],
      failureMessage: row["failure_message"], logPath: row["log_path"])
  }
}

extension DecisionRecord {
  init(row: Row) throws {
    self.init(
      experimentID: row["experiment_id"], verdict: row["verdict"],
      evidence: try row.json("evidence") ?? .null,
      at: row.date("at"))
  }
}

extension SeriesPoint {
  init(row: Row) {
    self.init(step: row["step"], seconds: row["seconds"], tokens: row["tokens"], loss: row["loss"] ?? .nan)
  }
}

extension LedgerEvent {
  init(row: Row) throws {
    self.init(id: row["id"], at: row.date("at"), kind: row["kind"], payload: try row.json("payload") ?? .null)
  }
}

extension Row {
  fileprivate func json(_ column: String) throws -> JSONValue? {
    try (self[column] as String?).map(JSONValue.init(text:))
  }

  fileprivate func date(_ column: String) -> Date { Date(timeIntervalSince1970: self[column]) }

  fileprivate func optionalDate(_ column: String) -> Date? {
    (self[column] as Double?).map(Date.init(timeIntervalSince1970:))
  }

  fileprivate func optionalWord<Word: RawRepresentable<String>>(_ column: String) throws -> Word? {
    guard let text = self[column] as String? else { return nil }
    guard let word = Word(rawValue: text) else { throw LedgerError.invalid("unknown \(column) \(text)") }
    return word
  }

  fileprivate func word<Word: RawRepresentable<String>>(_ column: String) throws -> Word {
    guard let word: Word = try optionalWord(column) else {
      throw LedgerError.invalid("a row without \(column)")
    }
    return word
  }
}
