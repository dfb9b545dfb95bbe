internal import GRDB

/// Why the ledger could not be opened, read or written.
public enum LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another session works on the same workspace; its process number where it is known.
  case locked(path: String, holder: Int32?)
  /// There is no ledger at the path.
  case missing(path: String)
  /// The file is damaged, or is no ledger.
  case corrupt(path: String, detail: String)
  /// A newer Apus wrote it.
  case newer(path: String)
  /// An older Apus wrote it, and it was opened for reading only.
  case older(path: String)
  /// The disk is full.
  case full(path: String)
  /// The file or its folder cannot be written.
  case readOnly(path: String, detail: String)
  /// What was asked contradicts what the ledger holds.
  case invalid(String)
  /// Any other failure of the storage.
  case storage(path: String, detail: String)

  /// One line: what, where, what to do.
  public var description: String {
    switch self {
    case .locked(let path, let holder):
      "\(path): another session\(holder.map { " (process \($0))" } ?? "") works on this workspace; "
        + "stop it first, or use another workspace"
    case .missing(let path): "\(path): no ledger here; `apus init` makes a workspace"
    case .corrupt(let path, let detail):
      "\(path): not a usable ledger (\(detail)); move the file away, or restore it from a copy"
    case .newer(let path): "\(path): written by a newer version of apus; update apus"
    case .older(let path):
      "\(path): written by an older version of apus; run `apus research` once to update it"
    case .full(let path):
      "\(path): the disk is full; nothing was lost, free some space and run the command again"
    case .readOnly(let path, let detail):
      "\(path): cannot be written (\(detail)); check the rights of the folder"
    case .invalid(let what): "ledger: \(what)"
    case .storage(let path, let detail): "\(path): \(detail)"
    }
  }

  /// What SQLite or the file system said, in the ledger's words.
  init(_ error: any Error, path: String) {
    if let known = error as? LedgerError {
      self = known
      return
    }
    guard let error = error as? DatabaseError else {
      self = .storage(path: path, detail: "\(error)")
      return
    }
    let detail = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .corrupt(path: path, detail: detail)
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: self = .readOnly(path: path, detail: detail)
    case .SQLITE_CONSTRAINT: self = .invalid(detail)
    default: self = .storage(path: path, detail: detail)
    }
  }
}
