import Testing
import apus

@Suite struct ArgumentTests {
  @Test(arguments: [
    ("90", 90.0), ("90s", 90), ("5m", 300), ("1.5h", 5400), ("0", 0), ("0.5s", 0.5), ("1e2", 100),
  ])
  func timeSpans(_ text: String, _ seconds: Double) {
    #expect(TimeSpan(argument: text)?.seconds == seconds)
  }

  @Test(arguments: ["", "s", "-1", "5 minutes", "5d", "1h30m", "inf", "nan", "m5", "٣s"])
  func noTimeSpans(_ text: String) {
    #expect(TimeSpan(argument: text) == nil)
  }

  @Test(arguments: [("07:30", 7, 30), ("7:30", 7, 30), ("0:00", 0, 0), ("23:59", 23, 59)])
  func timesOfDay(_ text: String, _ hour: Int, _ minute: Int) {
    let time = TimeOfDay(argument: text)
    #expect(time?.hour == hour)
    #expect(time?.minute == minute)
  }

  @Test(arguments: ["", "7", "24:00", "12:60", "-1:30", "07:30:00", "7.30", "seven:thirty", ":", "12:"])
  func noTimesOfDay(_ text: String) {
    #expect(TimeOfDay(argument: text) == nil)
  }
}
