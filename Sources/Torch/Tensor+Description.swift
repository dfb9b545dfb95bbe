#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Tensor: CustomStringConvertible {
  /// Elements from here on are left out of the middle of each dimension.
  private static let summaryCount = 1000
  /// Elements at each end of a dimension that a summary shows.
  private static let edge = 3

  /// The type, the shape and the elements, of a large tensor those at the edges: `float32[2] [1, 2.5]`.
  public var description: String {
    let head = "\(dtype)\(shape)" + (device == .cpu ? "" : " \(device)")
    if device.kind == .meta { return head }
    return "\(head) \(text(noGrad { detach() }, summarised: count > Tensor.summaryCount))"
  }

  private func text(_ part: Tensor, summarised: Bool) -> String {
    guard let size = part.shape.first else { return number(part) }
    if part.rank == 1 && !summarised {
      return "[" + part.unbind().map(number).joined(separator: ", ") + "]"
    }
    let cut = summarised && size > 2 * Tensor.edge
    let shown = cut ? Array(0..<Tensor.edge) + Array(size - Tensor.edge..<size) : Array(0..<size)
    var texts = shown.map { text(part[$0], summarised: summarised) }
    if cut { texts.insert("…", at: Tensor.edge) }
    return "[" + texts.joined(separator: ", ") + "]"
  }

  /// An element with at most four digits after those that lead.
  private func number(_ element: Tensor) -> String {
    if dtype == .bool { return "\(element.item(as: Bool.self))" }
    if !dtype.isFloatingPoint { return "\(element.item(as: Int.self))" }
    var buffer = [CChar](repeating: 0, count: 32)
    let length = withVaList([element.item()]) { vsnprintf(&buffer, buffer.count, "%.5g", $0) }
    return String(decoding: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
