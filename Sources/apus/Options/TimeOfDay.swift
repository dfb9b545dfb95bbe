import ArgumentParser
import Foundation

/// A time of day, `7:30`, in the machine's time zone.
package struct TimeOfDay: ExpressibleByArgument {
  package let hour: Int
  package let minute: Int

  package init?(argument: String) {
    let parts = argument.split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
      (0..<60).contains(minute)
    else { return nil }
    self.hour = hour
    self.minute = minute
  }

  /// The next moment at which clocks show it.
  var next: Date? {
    Calendar.current.nextDate(
      after: Date(), matching: DateComponents(hour: hour, minute: minute), matchingPolicy: .nextTime)
  }
}
