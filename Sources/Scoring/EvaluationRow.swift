/// One row of text to be scored on: T + 1 tokens.
struct EvaluationRow {
  let tokens: [Int32]

  /// What a model is shown: all but the last.
  var inputs: ArraySlice<Int32> { tokens.dropLast() }
  /// What it has to say: all but the first.
  var targets: ArraySlice<Int32> { tokens.dropFirst() }
}
