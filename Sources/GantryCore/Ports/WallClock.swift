/// Where "now" comes from. The engine, the alert machines and every check take it from here, never from the system.
public protocol WallClock: Sendable {
    var now: Instant { get }

    /// Suspends until `now` is at or past `instant`. May wake early when the clock was set: look at `now` again.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until instant: Instant) async throws
}
