/// What can go wrong between here and the Hugging Face Hub. Every description is one line.
package enum HubError: Error, Equatable, Sendable {
  /// Not `owner/name`.
  case invalidName(String)
  /// No such repository, or one that this token may not see: the Hub does not tell them apart.
  case repositoryNotFound(String, hasToken: Bool)
  /// The repository has no such revision.
  case revisionNotFound(String, revision: String)
  /// The owner must grant access first.
  case gated(String)
  /// The Hub refused for another reason.
  case refused(url: String, status: Int, message: String)
  /// The Hub could not be reached, or went away more often than was tried again.
  case unreachable(url: String, reason: String)
  /// The network is switched off and the cache lacks the data set.
  case offline(String)
  /// What came is not what the Hub said would come.
  case damaged(path: String, problem: String)
  /// The Hub answered with something else than the interface says.
  case unexpectedAnswer(url: String, problem: String)
  /// The repository holds no file of text.
  case noText(String)
  /// The smallest file is larger than the limit.
  case tooLarge(String, bytes: Int, limit: Int)
  /// The system refused to write.
  case cannotWrite(path: String, reason: String)
}

extension HubError: CustomStringConvertible {
  /// One line: what, where, what to do.
  package var description: String {
    switch self {
    case .invalidName(let name):
      "\"\(name)\" names no data set: write hf:owner/name, or hf:owner/name@revision"
    case .repositoryNotFound(let id, let hasToken):
      "the Hub shows no data set \(id): check the name"
        + (hasToken ? ", and that your token may read it" : "; if it is private, set HF_TOKEN")
    case .revisionNotFound(let id, let revision):
      "the data set \(id) has no revision \(revision): leave it out for the newest"
    case .gated(let id):
      "the data set \(id) is gated: ask for access on its page, then set HF_TOKEN"
    case .refused(let url, let status, let message):
      "the Hub refused \(url) with \(status): \(message)"
    case .unreachable(let url, let reason):
      "cannot reach \(url): \(reason): check the network and run the same command, which goes on where it stopped"
    case .offline(let id):
      "the data set \(id) is not in the cache and HF_HUB_OFFLINE is set: unset it once to download"
    case .damaged(let path, let problem):
      "the download of \(path) is damaged (\(problem)) and was removed: run the same command again"
    case .unexpectedAnswer(let url, let problem):
      "the answer of \(url) makes no sense: \(problem)"
    case .noText(let id):
      "the data set \(id) has no .parquet, .jsonl or .txt file: choose another"
    case .tooLarge(let id, let bytes, let limit):
      "the first file of \(id) has \(bytes) bytes, more than the limit of \(limit): raise the limit"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason): free some space, or set HF_HUB_CACHE to a folder on another disk"
    }
  }
}
