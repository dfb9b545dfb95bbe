/// How long a program is, whatever its layout and comments.
public enum CodeSize {
  /// The number of Swift tokens in a source file; comments and white space count for nothing.
  public static func tokens(in source: String) -> Int {
    SwiftLexer.tokens(of: Array(source.utf8)).count
  }
}
