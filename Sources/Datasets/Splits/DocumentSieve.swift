import Digests
import TokenShards

/// Gives every document of a corpus its split, and drops those that came before.
///
/// The hash of a document is XXH64 over its text with white space normalised (runs of ASCII white space
/// become one space, ends are trimmed). Documents of equal hash are duplicates: only the first is kept, so no
/// text stands in two splits. Two different texts fall together by chance with probability n²/2⁶⁵ (for 100
/// million documents, 0.03 %), and then one of them is lost, nothing else.
struct DocumentSieve {
  /// What becomes of a document.
  enum Verdict: UInt8 {
    case train, val, test, duplicate, blank

    init(_ split: Split) {
      self =
        switch split {
        case .train: .train
        case .val: .val
        case .test: .test
        }
    }

    /// The split of a document that is kept.
    var split: Split? {
      switch self {
      case .train: .train
      case .val: .val
      case .test: .test
      case .duplicate, .blank: nil
      }
    }
  }

  private let shares: SplitShares
  private var seen: Set<UInt64> = []
  private var normalised: [UInt8] = []

  init(shares: SplitShares) {
    self.shares = shares
  }

  /// The verdict on the next document, and its hash (0 for a blank one).
  mutating func judge(_ document: Document) -> (verdict: Verdict, hash: UInt64) {
    normalise(document.text)
    guard !normalised.isEmpty else { return (.blank, 0) }
    let hash = XXH64.hash(normalised)
    guard seen.insert(hash).inserted else { return (.duplicate, hash) }
    return (Verdict(shares.split(ofHash: hash)), hash)
  }

  private mutating func normalise(_ text: [UInt8]) {
    normalised.removeAll(keepingCapacity: true)
    normalised.reserveCapacity(text.count)
    var gap = false
    for byte in text {
      // Space, and tab to carriage return.
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        gap = !normalised.isEmpty
      } else {
        if gap {
          normalised.append(0x20)
          gap = false
        }
        normalised.append(byte)
      }
    }
  }
}
