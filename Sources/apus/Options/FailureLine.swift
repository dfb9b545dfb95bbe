import ArgumentParser
import Research

/// What a person is told when a command fails: one line.
enum FailureLine {
  static func of(_ error: any Error) -> String {
    var words = Apus.message(for: error)
    if let cause = SystemFailure.words(of: error) { words = cause }
    // Where the command line itself is at fault, the parser knows which help page is meant.
    if Apus.exitCode(for: error) == .validationFailure,
      let hint = Apus.fullMessage(for: error).split(separator: "\n").last, hint.contains("See '")
    {
      words += ". " + hint.drop { $0 == " " }
    }
    return words.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
