/// What a `tokenizer.json` says of its model.
struct BPEModelReader {
  private let reader: TokenizerJSONReader
  private let object: JSONValue

  init(_ reader: TokenizerJSONReader, _ object: JSONValue) throws(TokenizerError) {
    self.reader = reader
    self.object = object
    switch object["type"] {
    case .string("BPE"): break
    // Files from before 2020 do not name the type.
    case nil where object["merges"] != nil: break
    case .string(let type): throw reader.unsupported("the model '\(type)'")
    default: throw reader.malformed("'model' has no type")
    }
    switch object["dropout"] {
    case nil, .null, .integer(0), .number(0): break
    default: throw reader.unsupported("'dropout'")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] as [StaticString] {
      switch object[key] {
      case nil, .null, .string(""): break
      default: throw reader.unsupported("'\(key)'")
      }
    }
    guard try !reader.bool(object, "byte_fallback", otherwise: false) else {
      throw reader.unsupported("'byte_fallback'")
    }
  }

  /// The model; names of added tokens in its vocabulary are left to `added`.
  func model(added: [AddedToken]) throws(TokenizerError) -> BPEModel {
    let table = try tokens(added: added)
    let takesWholePieces = try reader.bool(object, "ignore_merges", otherwise: false)
    return try BPEModel(tokens: table, merges: merges(table), takesWholePieces: takesWholePieces)
  }

  private func tokens(added: [AddedToken]) throws(TokenizerError) -> TokenTable {
    guard case .object(let members) = object["vocab"] else {
      throw reader.malformed("the model has no 'vocab'")
    }
    let addedIDs = Dictionary(added.map { (Array($0.content.utf8), $0.id) }) { first, _ in first }
    var numbered: [(rank: Int, bytes: [UInt8])] = []
    numbered.reserveCapacity(members.count)
    for (key, value) in members {
      guard case .integer(let id) = value, (0..<TokenTable.maximumCount).contains(id) else {
        throw reader.malformed(
          "the token '\(key.prefix(40))' has no id from 0 to \(TokenTable.maximumCount - 1)")
      }
      if addedIDs[Array(key.utf8)] == TokenID(id) { continue }
      guard let bytes = ByteLevelAlphabet.bytes(key), !bytes.isEmpty else {
        throw reader.unsupported(
          "the token '\(key.prefix(40))', which is not written in the byte-level alphabet,")
      }
      guard bytes.count <= TokenTable.maximumTokenLength else {
        throw reader.malformed(
          "a token of \(bytes.count) bytes, above the limit of \(TokenTable.maximumTokenLength)")
      }
      numbered.append((id, bytes))
    }
    return try TokenTable(numbered, name: reader.name)
  }

  private func merges(_ table: TokenTable) throws(TokenizerError) -> [Merge] {
    guard case .array(let elements) = object["merges"] else {
      throw reader.malformed("the model has no 'merges'")
    }
    let index = TokenIndex(table)
    var merges: [Merge] = []
    merges.reserveCapacity(elements.count)
    for (rank, element) in elements.enumerated() {
      guard let (left, right) = Self.halves(element),
        let leftBytes = ByteLevelAlphabet.bytes(left), let rightBytes = ByteLevelAlphabet.bytes(right)
      else { throw reader.malformed("the merge \(rank) is not a pair of byte-level tokens") }
      guard let leftID = leftBytes.withUnsafeBufferPointer(index.id(of:)),
        let rightID = rightBytes.withUnsafeBufferPointer(index.id(of:)),
        let result = (leftBytes + rightBytes).withUnsafeBufferPointer(index.id(of:))
      else {
        throw reader.malformed("the merge \(rank), '\(left) \(right)', names a token that is not in 'vocab'")
      }
      merges.append(Merge(left: leftID, right: rightID, result: result, rank: UInt32(rank)))
    }
    return merges
  }

  /// The two tokens of a merge, written "a b" or ["a", "b"].
  private static func halves(_ merge: JSONValue) -> (Substring, Substring)? {
    switch merge {
    case .string(let text):
      let halves = text.split(separator: " ", omittingEmptySubsequences: false)
      return halves.count == 2 ? (halves[0], halves[1]) : nil
    case .array(let elements):
      guard elements.count == 2, case .string(let left) = elements[0], case .string(let right) = elements[1]
      else {
        return nil
      }
      return (left[...], right[...])
    default: return nil
    }
  }
}
