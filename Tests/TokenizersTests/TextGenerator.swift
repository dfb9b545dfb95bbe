/// Texts of every sort that a tokenizer meets, from a seed.
///
/// Characters are from Unicode 14 or earlier: the regular expression libraries of the peers know different
/// versions.
struct TextGenerator: RandomNumberGenerator {
  let seed: UInt64
  private var state: UInt64

  /// A fixed seed, or a fresh one, which the caller prints.
  init(seed: UInt64 = .random(in: 0...UInt64.max)) {
    self.seed = seed
    state = seed
  }

  /// SplitMix64 (Steele, Lea and Flood, 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  private static let snippets = [
    "func main() {\n\treturn x[i] + 0x1F;\n}\n", "for (int i = 0; i < n; ++i) { a[i] *= 2.5e-3f; } // ok",
    "don't", "I'LL", "we'Ve", "it'ſ", "DON'T", "'s", "''", "the quick brown fox", " jumps over", "Straße",
    "ǅungla",
    "naïve café", "e\u{301}", "ﬁ", "İstanbul", "Ωμέγα", "Привет, мир!", "שלום", "مرحبا بالعالم", "नमस्ते दुनिया",
    "你好，世界。",
    "こんにちは", "안녕하세요", "สวัสดี", "👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "❤️‍🔥", "½ ² ⅷ ٣٤٥", "1234567890", "3.14159", "<|bos|>", "<|bos",
    "|>", "<|endoftext|>", "<tool_call>", "\u{FEFF}", "\u{180E}", "\u{200B}", "\u{A0}", "\u{85}", "\u{2028}",
    "\u{3000}",
    "\u{0}", "\u{1B}[31m", "\u{7F}", "\u{1C}", "\r\n", "\r", "\n\n\n", "\t\t", "   ", " \n ",
    "https://example.org/a?b=c&d=%20",
    "{\"key\": [1, 2, null]}", "…—–‘’“”", "////", "####", "____", "a/b\\c", "\u{10FFFF}", "\u{E000}",
    "\u{FFFD}",
  ]

  private static let runs: [Unicode.Scalar] = [
    " ", "\n", "\t", "a", "A", "0", "-", "=", "é", "你", "😀", "\u{301}", "\u{A0}", "'",
  ]

  /// One text.
  mutating func text() -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...12, using: &self) {
      switch Int.random(in: 0..<10, using: &self) {
      case 0: text += run(of: Int.random(in: 1...400, using: &self))
      case 1, 2: text += word()
      case 3: text.unicodeScalars.append(scalar())
      case 4: text += " "
      default: text += Self.snippets.randomElement(using: &self) ?? ""
      }
    }
    return text
  }

  /// A number of texts.
  mutating func texts(_ count: Int) -> [String] { (0..<count).map { _ in text() } }

  /// The same character again and again.
  private mutating func run(of length: Int) -> String {
    var run = String.UnicodeScalarView()
    run.append(contentsOf: repeatElement(Self.runs.randomElement(using: &self) ?? " ", count: length))
    return String(run)
  }

  /// A made-up word with a space before it as often as not.
  mutating func word() -> String {
    let letters = (0..<Int.random(in: 1...9, using: &self)).map { _ in
      "etaoinshrdlucmfwypvbgkjqxz".randomElement(using: &self) ?? "e"
    }
    return (Bool.random(using: &self) ? " " : "") + String(letters)
  }

  /// A character of a block that every library has known for years.
  private mutating func scalar() -> Unicode.Scalar {
    let blocks: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0xA1...0x17F, 0x391...0x3A1, 0x410...0x44F, 0x5D0...0x5EA, 0x621...0x63A, 0x905...0x939,
      0x3041...0x3096, 0x4E00...0x9FA5, 0xAC00...0xD7A3, 0x1F600...0x1F64F, 0x1D400...0x1D454, 0x0...0x1F,
    ]
    let block = blocks.randomElement(using: &self) ?? 0x20...0x7E
    return Unicode.Scalar(UInt32.random(in: block, using: &self)) ?? " "
  }

  /// Bytes, most of them not UTF-8.
  mutating func bytes(_ count: Int) -> [UInt8] {
    let interesting: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
    ]
    return (0..<count).map { _ in
      Bool.random(using: &self)
        ? interesting.randomElement(using: &self) ?? 0 : UInt8.random(in: 0...255, using: &self)
    }
  }
}
