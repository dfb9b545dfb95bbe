extension Tokenizer {
  /// A `tokenizer.json` above this is not one: those of 250,000 tokens have 17 MB.
  private static let tokenizerJSONLimit = 256 << 20

  /// Reads a `tokenizer.json` of the byte-level BPE family: what `write(tokenizerJSON:)` makes, and files
  /// like those of GPT-2, Qwen and Llama 3. What the post-processor would put around a text is left to the
  /// caller.
  /// - Throws: `TokenizerError.file`, `TokenizerError.malformedFile`, or `TokenizerError.unsupported`, which
  ///   names what the file asks for beyond that.
  package convenience init(tokenizerJSON path: String) throws(TokenizerError) {
    try self.init(tokenizerJSON: DurableFile.read(path, limit: Self.tokenizerJSONLimit), name: path)
  }

  /// Reads the bytes of a `tokenizer.json`; `name` stands in errors.
  /// - Throws: `TokenizerError.malformedFile`, `TokenizerError.unsupported`.
  package convenience init(tokenizerJSON bytes: [UInt8], name: String) throws(TokenizerError) {
    let reader = try TokenizerJSONReader(bytes, name: name)
    let parts = (
      pattern: try reader.pattern(), normalizer: try reader.normalizer(), added: try reader.addedTokens(),
      model: reader.root["model"]
    )
    try reader.checkRest()
    guard let model = parts.model else { throw reader.malformed("it has no 'model'") }
    do throws(TokenizerError) {
      try self.init(
        model: BPEModelReader(reader, model).model(added: parts.added), pattern: parts.pattern,
        addedTokens: parts.added, normalizer: parts.normalizer)
    } catch .invalidVocabulary(let reason) {
      throw .malformedFile(path: name, reason: reason)
    }
  }
}

/// What a `tokenizer.json` says around its model.
struct TokenizerJSONReader {
  let name: String
  let root: JSONValue

  init(_ bytes: [UInt8], name: String) throws(TokenizerError) {
    self.name = name
    do {
      root = try JSONParser.parse(bytes)
    } catch {
      throw .malformedFile(path: name, reason: "not JSON at byte \(error.offset): \(error.reason)")
    }
    guard case .object = root else { throw malformed("it is \(root.kind), not an object") }
  }

  func malformed(_ reason: String) -> TokenizerError { .malformedFile(path: name, reason: reason) }

  func unsupported(_ feature: String) -> TokenizerError { .unsupported(path: name, feature: feature) }

  // MARK: Fields

  /// The type of a component; nil for null or nothing.
  private func type(_ component: JSONValue?, of part: String) throws(TokenizerError) -> String? {
    switch component {
    case nil, .null: return nil
    case .some(let component):
      guard case .string(let type) = component["type"] else { throw malformed("'\(part)' has no type") }
      return type
    }
  }

  /// A boolean member; `otherwise` where it is null or missing.
  func bool(_ object: JSONValue, _ key: StaticString, otherwise: Bool) throws(TokenizerError) -> Bool {
    switch object[key] {
    case .bool(let value): return value
    case nil, .null: return otherwise
    case .some(let other): throw malformed("'\(key)' is \(other.kind), not a boolean")
    }
  }

  // MARK: Components

  func normalizer() throws(TokenizerError) -> Normalizer {
    guard let type = try type(root["normalizer"], of: "normalizer") else { return .none }
    guard let normalizer = Normalizer(rawValue: type), normalizer != .none else {
      throw unsupported("the normalizer '\(type)'")
    }
    return normalizer
  }

  func pattern() throws(TokenizerError) -> SplitPattern {
    let component = root["pre_tokenizer"] ?? .null
    switch try type(component, of: "pre_tokenizer") {
    case "ByteLevel":
      guard try usesRegex(component) else {
        throw unsupported("a ByteLevel pre-tokenizer without its pattern")
      }
      return try SplitPattern(.gpt2)
    case "Sequence":
      guard case .array(let steps) = component["pretokenizers"] else {
        throw malformed("a Sequence without 'pretokenizers'")
      }
      guard steps.count == 2, try type(steps[0], of: "pre_tokenizer") == "Split",
        try type(steps[1], of: "pre_tokenizer") == "ByteLevel", try !usesRegex(steps[1])
      else {
        let types = steps.map { step -> String in
          if case .string(let type) = step["type"] { type } else { step.kind }
        }
        throw unsupported("the pre-tokenizer sequence \(types.joined(separator: ", "))")
      }
      return try splitPattern(steps[0])
    case .some(let type): throw unsupported("the pre-tokenizer '\(type)'")
    case nil: throw unsupported("no pre-tokenizer")
    }
  }

  /// Whether a ByteLevel pre-tokenizer splits by GPT-2's pattern.
  private func usesRegex(_ byteLevel: JSONValue) throws(TokenizerError) -> Bool {
    guard try !bool(byteLevel, "add_prefix_space", otherwise: true) else {
      throw unsupported("'add_prefix_space'")
    }
    return try bool(byteLevel, "use_regex", otherwise: true)
  }

  private func splitPattern(_ split: JSONValue) throws(TokenizerError) -> SplitPattern {
    guard case .string(let source) = split["pattern"]?["Regex"] else {
      throw unsupported("a Split pre-tokenizer without a regular expression")
    }
    guard case .string("Isolated") = split["behavior"], try !bool(split, "invert", otherwise: false) else {
      throw unsupported("a Split pre-tokenizer other than 'Isolated', not inverted")
    }
    guard !Self.hasPossessiveCount(source) else {
      throw unsupported(
        "a count followed by '+' in the split pattern, which Oniguruma and PCRE2 read differently,")
    }
    do throws(TokenizerError) {
      return try SplitPattern(source)
    } catch {
      throw malformed(error.description)
    }
  }

  /// Whether a pattern has a count such as "{1,3}" followed by '+': possessive to PCRE2, repeated to
  /// Oniguruma.
  private static func hasPossessiveCount(_ source: String) -> Bool {
    let parts = source.utf8.split(separator: UInt8(ascii: "}"), omittingEmptySubsequences: false)
    return zip(parts, parts.dropFirst()).contains { before, after in
      guard after.first == UInt8(ascii: "+"), let open = before.lastIndex(of: UInt8(ascii: "{")) else {
        return false
      }
      return before[open...].dropFirst().allSatisfy { "0123456789,".utf8.contains($0) }
    }
  }

  func addedTokens() throws(TokenizerError) -> [AddedToken] {
    let list: [JSONValue]
    switch root["added_tokens"] {
    case .array(let elements): list = elements
    case nil, .null: list = []
    case .some(let other): throw malformed("'added_tokens' is \(other.kind), not an array")
    }
    let normalizes = try normalizer() != .none
    var tokens: [AddedToken] = []
    for element in list {
      guard case .string(let content) = element["content"], case .integer(let number) = element["id"],
        let id = TokenID(exactly: number), id >= 0
      else { throw malformed("an added token without content or id") }
      for (key, value) in [
        ("lstrip", try bool(element, "lstrip", otherwise: false)),
        ("rstrip", try bool(element, "rstrip", otherwise: false)),
        ("single_word", try bool(element, "single_word", otherwise: false)),
        ("normalized", normalizes ? try bool(element, "normalized", otherwise: false) : false),
      ] where value {
        throw unsupported("'\(key)' of the added token '\(content)'")
      }
      tokens.append(
        AddedToken(content: content, id: id, isSpecial: try bool(element, "special", otherwise: false)))
    }
    return tokens
  }

  /// Refuses what would change tokens or text and is not one of the parts above.
  func checkRest() throws(TokenizerError) {
    guard try type(root["decoder"], of: "decoder") == "ByteLevel" else {
      throw unsupported("a decoder other than ByteLevel")
    }
    for key in ["truncation", "padding"] as [StaticString] {
      switch root[key] {
      case nil, .null: break
      case .some: throw unsupported("'\(key)'")
      }
    }
    try checkPostProcessor(root["post_processor"])
  }

  private func checkPostProcessor(_ component: JSONValue?) throws(TokenizerError) {
    switch try type(component, of: "post_processor") {
    case nil, "ByteLevel", "TemplateProcessing": return
    case "Sequence":
      guard case .array(let steps) = component?["processors"] else {
        throw malformed("a post-processor Sequence without 'processors'")
      }
      for step in steps {
        if case .string("Sequence") = step["type"] {
          throw unsupported("a post-processor Sequence in another")
        }
        try checkPostProcessor(step)
      }
    case .some(let type): throw unsupported("the post-processor '\(type)'")
    }
  }
}
