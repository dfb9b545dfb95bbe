import Foundation

/// Where the Hub is, who asks, and where files are kept: the variables of Python's huggingface_hub.
package struct HubSettings: Sendable {
  /// `HF_ENDPOINT`.
  package var endpoint: URL
  /// `HF_TOKEN`, else the file that `hf auth login` writes.
  package var token: String?
  /// `HF_HUB_CACHE`; its layout is huggingface_hub's, so that files are shared with Python.
  package var cache: String
  /// `HF_HUB_OFFLINE`.
  package var isOffline: Bool
  /// How often a request without any progress is tried again.
  package var retries = 5
  /// Seconds before the first retry; each next one waits twice as long.
  package var retryDelay = 1.0
  /// Seconds without a byte before a request counts as lost.
  package var timeout = 60.0

  /// Reads the environment.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let home =
      value("HF_HOME")
      ?? (value("XDG_CACHE_HOME") ?? (value("HOME") ?? NSHomeDirectory()) + "/.cache") + "/huggingface"
    let standard = URL(string: "https://huggingface.co") ?? URL(fileURLWithPath: "/")
    endpoint = value("HF_ENDPOINT").flatMap { URL(string: $0) } ?? standard
    cache = value("HF_HUB_CACHE") ?? home + "/hub"
    isOffline = ["1", "ON", "YES", "TRUE"].contains(value("HF_HUB_OFFLINE")?.uppercased() ?? "")
    let saved = try? String(contentsOfFile: value("HF_TOKEN_PATH") ?? home + "/token", encoding: .utf8)
    token = (value("HF_TOKEN") ?? saved).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    if token?.isEmpty == true { token = nil }
  }
}
