import ArgumentParser

/// A length of time as people write it: `90`, `90s`, `5m`, `1.5h`.
package struct TimeSpan: ExpressibleByArgument {
  package let seconds: Double

  package init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let scale = argument.last.flatMap { units[$0] }
    guard let value = Double(scale == nil ? argument[...] : argument.dropLast()), value >= 0, value.isFinite
    else {
      return nil
    }
    seconds = value * (scale ?? 1)
  }
}
