extension ContinuousClock.Instant {
  /// Seconds from then until now.
  package var secondsAgo: Double { (ContinuousClock.now - self) / .seconds(1) }
}
