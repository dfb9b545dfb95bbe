import Foundation

/// Foundation's errors in one line: the file and what the system said of it.
public enum SystemFailure {
  /// The line, or nil for an error that is not Foundation's.
  public static func words(of error: any Error) -> String? {
    guard let error = error as? CocoaError else { return nil }
    let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map(reason) ?? reason(error)
    guard let path = error.userInfo[NSFilePathErrorKey] as? String else { return cause }
    return "\(path): \(cause)"
  }

  private static func reason(_ error: any Error) -> String {
    if let error = error as? POSIXError { return String(cString: strerror(error.code.rawValue)) }
    return error.localizedDescription
  }
}
