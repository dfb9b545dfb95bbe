import Foundation
internal import GRDB

extension Ledger {
  /// An experiment with its runs and its decision, read at one moment.
  public func dossier(of id: Int) throws(LedgerError) -> ExperimentDossier? {
    try read { db in
      guard let row = try Row.fetchOne(db, sql: "SELECT * FROM experiments WHERE id = ?", arguments: [id])
      else {
        return nil
      }
      return ExperimentDossier(
        experiment: try ExperimentRecord(row: row),
        runs: try Row.fetchAll(
          db, sql: "SELECT * FROM runs WHERE experiment_id = ? ORDER BY id", arguments: [id]
        )
        .map(RunRecord.init(row:)),
        decision: try Row.fetchOne(
          db, sql: "SELECT * FROM decisions WHERE experiment_id = ?", arguments: [id]
        )
        .map(DecisionRecord.init(row:)))
    }
  }

  /// The decided experiments as the original's `results.tsv`: commit, val_bpb, memory_gb, status, description.
  /// `val_bpb` is the mean over the seeds that finished; a crash has zeros, as the original has.
  public func resultsTable() throws(LedgerError) -> String {
    let rows = try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT e.commit_hash, e.status, e.hypothesis, e.reason, r.val_bpb, r.memory_mb
          FROM experiments e LEFT JOIN (
            SELECT experiment_id, avg(val_bpb) AS val_bpb,
              max(coalesce(json_extract(summary, '$.peak_memory_mb'), json_extract(summary, '$.peak_vram_mb'))) AS memory_mb
            FROM runs WHERE state = 'finished' AND purpose != 'final' GROUP BY experiment_id
          ) r ON r.experiment_id = e.id
          WHERE e.stage = 'decided' ORDER BY e.id
          """
      ).map { row in
        let crashed = row["status"] == ExperimentStatus.crash.rawValue
        let description = [row["hypothesis"] as String?, crashed ? row["reason"] as String? : nil]
          .compactMap { $0 }.joined(separator: ": ")
        return [
          String((row["commit_hash"] as String? ?? "-").prefix(7)),
          String(format: "%.6f", crashed ? 0 : row["val_bpb"] as Double? ?? 0),
          String(format: "%.1f", crashed ? 0 : (row["memory_mb"] as Double? ?? 0) / 1024),
          row["status"] as String, Self.cell(description),
        ].joined(separator: "\t")
      }
    }
    return (["commit\tval_bpb\tmemory_gb\tstatus\tdescription"] + rows).map { $0 + "\n" }.joined()
  }

  /// One line without tabs or control characters, so that a description cannot forge a row.
  private static func cell(_ text: String) -> String {
    let safe = text.unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: Unicode.Scalar(" ")
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(safe)).split(separator: " ").joined(separator: " ")
  }
}
