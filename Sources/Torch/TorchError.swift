internal import CTorch

/// What went wrong in LibTorch, or on the way to it, in one line.
public struct TorchError: Error, CustomStringConvertible {
  /// What, where, and what to do.
  public let description: String

  init(_ description: String) {
    self.description = description
  }

  /// Takes over a message of the C side.
  init(taking message: ct_err) {
    description = String(cString: message)
    ct_free(message)
  }
}

/// Ends the process with the operator's message, which names it and the shapes of its operands: a wrong shape is an error
/// of the program.
@inline(never)
func trap(_ message: ct_err) -> Never {
  fatalError("\(TorchError(taking: message))")
}

/// Traps unless the call succeeded.
@inline(__always)
func check(_ message: ct_err?) {
  if let message { trap(message) }
}

/// Throws unless the call succeeded.
func checkThrowing(_ message: ct_err?) throws {
  if let message { throw TorchError(taking: message) }
}
