extension Tokenizer {
  /// Writes a `tokenizer.json` that Hugging Face's `tokenizers` loads and encodes identically with.
  /// - Throws: `TokenizerError.file`; an older file then stays as it was.
  package func write(tokenizerJSON path: String) throws(TokenizerError) {
    try DurableFile.write(tokenizerJSON(), to: path)
  }

  /// The bytes of a `tokenizer.json`: Split and ByteLevel as pre-tokenizers, a BPE model, a ByteLevel
  /// decoder.
  package func tokenizerJSON() -> [UInt8] {
    var json = JSONText()
    json += #"{"version":"1.0","truncation":null,"padding":null,"added_tokens":["#
    for (index, token) in addedTokens.enumerated() {
      json += index == 0 ? "\n" : ",\n"
      json += #"{"id":\#(token.id),"content":"#
      json.appendString(token.content)
      json +=
        #","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":\#(token.isSpecial)}"#
    }
    json += "],\n"
    json +=
      normalizer == .none ? #""normalizer":null,"# : #""normalizer":{"type":"\#(normalizer.rawValue)"},"#
    json += "\n"
    json += #""pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"#
    json.appendString(pattern.source)
    json += #"},"behavior":"Isolated","invert":false},"#
    json += #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]},"#
    json += "\n\"post_processor\":null,\n"
    json += #""decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},"#
    json += "\n"
    json += #""model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"#
    json += #""end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,"#
    json += #""ignore_merges":\#(model.takesWholePieces),"vocab":{"#
    appendVocabulary(to: &json)
    json += "},\n\"merges\":["
    for (index, merge) in model.merges.enumerated() {
      json += index == 0 ? "\n" : ",\n"
      json.appendString(text(of: merge.left) + " " + text(of: merge.right))
    }
    json += "]}}\n"
    return json.bytes
  }

  private func appendVocabulary(to json: inout JSONText) {
    let added = Dictionary(uniqueKeysWithValues: addedTokens.map { ($0.id, $0.content) })
    // `tokenizers` numbers added tokens from the end of the vocabulary on, unless the vocabulary names them.
    // They are named only where that matters: a name in the vocabulary could be met by ordinary text.
    let ordinary = (0..<TokenID(model.tokens.count)).filter { model.tokens.byteCount($0) > 0 }
    let areLast = addedTokens.enumerated().allSatisfy { Int($1.id) == ordinary.count + $0 }
    var isFirst = true
    for id in 0..<TokenID(vocabularySize) {
      let name: String
      if let content = added[id] {
        guard !areLast else { continue }
        name = content
      } else if model.tokens.byteCount(id) > 0 {
        name = text(of: id)
      } else {
        continue
      }
      json += isFirst ? "\n" : ",\n"
      isFirst = false
      json.appendString(name)
      json += ":\(id)"
    }
  }

  private func text(of id: TokenID) -> String { ByteLevelAlphabet.text(model.tokens[id]) }
}

/// JSON as it is being written.
private struct JSONText {
  private(set) var bytes: [UInt8] = []

  static func += (json: inout JSONText, text: String) { json.bytes.append(contentsOf: text.utf8) }

  /// Appends a string with its quotes (RFC 8259, section 7).
  mutating func appendString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x00...0x1F:
        let digits = String(byte, radix: 16)
        self += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default:
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
