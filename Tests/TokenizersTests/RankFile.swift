import Foundation

/// Rank files made by Foundation's base64.
enum RankFile {
  /// A file in which the place of a token is its rank.
  static func make(_ tokens: [[UInt8]]) -> [UInt8] {
    tokens.enumerated().flatMap { Array("\(Data($1).base64EncodedString()) \($0)\n".utf8) }
  }
}
