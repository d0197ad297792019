package import GantryCore

/// How long alerts wait before something of theirs counts.
package struct AlertTiming: Hashable, Sendable {
    /// An end is told when the finding has been gone for so long.
    package var tellResolvedAfter = Duration.seconds(5 * 60)
    /// What comes back within this time is the same episode.
    package var reopenWithin = Duration.seconds(24 * 3600)
    /// So many returns within `reopenWithin` are a flapping.
    package var flappingReturns = 3
    /// What flaps is told again once it held one state for so long.
    package var quiet = Duration.seconds(2 * 3600)
    /// What nobody looks after any more is waited for so long.
    package var grace = Duration.seconds(10 * 60)

    package init() {}

    package static let standard = AlertTiming()

    /// Since when resolved episodes may still come back: older ones need not be read.
    package func memory(before now: Instant) -> Instant { now - reopenWithin }
}

extension Instant {
    /// Whether so much time has passed since this instant. One that lies ahead was written under a clock that has been
    /// put back since: what waits for it has waited long enough.
    func isOver(_ wait: Duration, at now: Instant) -> Bool { self > now || self + wait <= now }
}
