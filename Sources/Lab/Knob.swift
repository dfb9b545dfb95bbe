import Torch

/// How a knob's values lie: evenly, or evenly in their logarithm.
public enum KnobScale: Sendable {
  case linear
  case log
}

/// Declares a number of the experiment as a knob that a numeric search may turn, and returns its value.
///
///     let learningRate = knob(0.04, in: 0.005...0.2, .log)
///
/// The search edits the literal in the file, so that each version of the file says all that it does.
/// A value outside its range traps: the file contradicts itself.
public func knob(_ value: Double, in range: ClosedRange<Double>, _ scale: KnobScale = .linear) -> Double {
  precondition(range.contains(value), "knob: \(value) is outside \(range)")
  return value
}

/// Declares an integer knob; `step` makes the search keep to `range.lowerBound` + a multiple of it.
public func knob(_ value: Int, in range: ClosedRange<Int>, _ scale: KnobScale = .linear, step: Int = 1) -> Int
{
  precondition(range.contains(value), "knob: \(value) is outside \(range)")
  return value
}

/// Declares a choice among named options.
public func knob(_ value: String, of options: [String]) -> String {
  precondition(options.contains(value), "knob: '\(value)' is not one of \(options)")
  return value
}

/// Declares a switch.
public func knob(_ value: Bool) -> Bool { value }

/// Declares an integer knob with a value for each kind of device; the search turns the one in force.
public func knob(
  cpu: Int, gpu: Int, in range: ClosedRange<Int>, _ scale: KnobScale = .linear, step: Int = 1
) -> Int {
  knob(Surroundings.current.device.kind == .cpu ? cpu : gpu, in: range, scale, step: step)
}

/// Declares a numeric knob with a value for each kind of device.
public func knob(
  cpu: Double, gpu: Double, in range: ClosedRange<Double>, _ scale: KnobScale = .linear
) -> Double {
  knob(Surroundings.current.device.kind == .cpu ? cpu : gpu, in: range, scale)
}
