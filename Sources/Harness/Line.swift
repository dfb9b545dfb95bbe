#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One message as one line of JSON.
public enum Line {
  /// The message's JSON, with a newline at the end.
  public static func encode(_ message: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try Array(encoder.encode(message)) + [UInt8(ascii: "\n")]
  }

  /// The message in a line of JSON.
  public static func decode<Message: Decodable>(_ type: Message.Type, from line: some Collection<UInt8>)
    throws
    -> Message
  {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: Data(line))
  }
}
