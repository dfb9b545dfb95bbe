/// Why a model cannot be scored: it broke a rule, or its program failed.
struct Refusal: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
