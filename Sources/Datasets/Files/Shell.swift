import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a program of the system and waits for it.
enum Shell {
  /// How a program ended.
  struct Result {
    /// Its exit status; 127 when there is no such program.
    let status: Int32
    /// The last lines of what it wrote, its errors among them.
    let tail: String

    /// The line that most likely says what went wrong.
    var reason: String {
      let lines = tail.split(separator: "\n").map(String.init)
      return lines.last { $0.hasPrefix("E:") || $0.contains("rror") } ?? lines.last ?? "exit status \(status)"
    }
  }

  /// Runs `words[0]` with the rest as its arguments, in a folder, with messages in English.
  static func run(_ words: [String], in folder: String) throws -> Result {
    let command =
      "cd \(quoted(folder)) && LC_ALL=C exec " + words.map(quoted).joined(separator: " ") + " 2>&1 </dev/null"
    guard let stream = popen(command, "r") else {
      throw FileError.cannotRead(path: words[0], reason: System.message(errno))
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      guard count > 0 else { break }
      output.append(contentsOf: buffer[..<count])
      if output.count > 65536 { output.removeFirst(output.count - 32768) }
    }
    let status = pclose(stream)
    // The exit status stands in the second byte of what wait() reports; a signal in the first.
    return Result(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F,
      tail: String(decoding: output, as: UTF8.self))
  }

  /// A word that the shell takes as it is.
  private static func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
