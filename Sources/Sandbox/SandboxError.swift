/// Why a child could not be launched or spoken to.
public enum SandboxError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No level that confines was reached, and running without one was not allowed.
  case unavailable(String)
  /// The confinement contradicts itself or names what does not exist.
  case invalid(String)
  /// The operating system refused a step of the launch.
  case launch(executable: String, step: String, code: Int32)
  /// The child no longer reads its standard input.
  case inputClosed

  /// One line: what, where, what to do.
  public var description: String {
    switch self {
    case .unavailable(let why):
      "no sandbox: \(why); run `apus doctor` for what to do, or pass --allow-unconfined to run without one"
    case .invalid(let what): "confinement: \(what)"
    case .launch(let executable, let step, let code):
      "cannot start \(executable): \(step): \(FileSystem.message(of: code))"
    case .inputClosed: "the child no longer reads its standard input"
    }
  }
}
