import Ledger
import Statistics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Evidence {
  /// The evidence as the Ledger keeps it. Intervals may be unbounded and e-values too large for a number; JSON has no word
  /// for either, so they are strings.
  func json() throws -> JSONValue {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try JSONValue(text: String(decoding: encoder.encode(self), as: UTF8.self))
  }

  /// The evidence that the Ledger kept; nil for a decision that rests on none, such as the baseline's.
  init?(json: JSONValue) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let text = try? json.text(),
      let evidence = try? decoder.decode(Evidence.self, from: Data(text.utf8))
    else {
      return nil
    }
    self = evidence
  }
}
