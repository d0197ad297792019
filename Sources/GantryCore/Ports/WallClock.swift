/// Where "now" comes from. The engine, the alert machines and every check take it from here, never from the system.
public protocol WallClock: Sendable {
    var now: Instant { get }

    /// Elapsed time since some instant, which no setting of the clock changes: what deadlines are measured by.
    var uptime: Duration { get }

    /// Suspends until `now` is at or past `instant`. May wake early when the clock was set: look at `now` again.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until instant: Instant) async throws
}
