#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension UnsafeRawBufferPointer {
  /// Where a byte stands first within a range, by `memchr`.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range outside of the buffer")
    guard let start = baseAddress, !range.isEmpty else { return nil }
    return memchr(start + range.lowerBound, Int32(byte), range.count).map { UnsafeRawPointer($0) - start }
  }
}
