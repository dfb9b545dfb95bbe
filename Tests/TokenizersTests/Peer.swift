import Foundation
import TestSupport
import Testing

/// The Python libraries that tests compare with.
enum Peer {
  /// Whether the peers can be imported; tests that need them are skipped otherwise.
  static let isInstalled = PythonPeer.has("regex", "rustbpe", "tiktoken", "tokenizers")
  /// What a skipped test says.
  static let hint: Comment = """
    Python's tokenizers, tiktoken, rustbpe or regex is missing: `make test` installs them, or name their folder in \
    APUS_PYTHONPATH
    """

  /// Asks `peer.py` one question.
  static func ask<Request: Encodable, Answer: Decodable>(
    _ command: String, _ request: Request, as type: Answer.Type
  ) throws -> Answer {
    let folder = try TemporaryFolder()
    let (question, answer) = (folder.path("request.json"), folder.path("answer.json"))
    try JSONEncoder().encode(request).write(to: URL(fileURLWithPath: question))
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Peers/peer.py"
    try PythonPeer.run([script, command, question, answer])
    return try JSONDecoder().decode(Answer.self, from: Data(contentsOf: URL(fileURLWithPath: answer)))
  }
}
