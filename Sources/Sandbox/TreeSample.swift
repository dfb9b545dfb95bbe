/// What a tree of processes held at one moment.
struct TreeSample: Equatable {
  /// Live processes.
  var processes = 0
  /// Anonymous and shared resident bytes.
  var residentBytes: UInt64 = 0
  /// Processor time of the living and of the dead whom a living one waited for.
  var userTime: Duration = .zero
  var systemTime: Duration = .zero
}
