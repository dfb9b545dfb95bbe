/// A JSON value as it stands in a file: object members keep their order and keys are compared byte by byte.
enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number with a fraction, an exponent, or too many digits.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// The member of an object; nil for another value, and where there is none. Of equal keys the last one
  /// counts.
  subscript(key: StaticString) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { member in key.withUTF8Buffer { $0.elementsEqual(member.key.utf8) } }?.value
  }

  /// What kind of value this is, in words.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
