package import GantryCore

/// Why a plugin is not called for a while.
package struct Quarantine: Hashable, Sendable {
    package let since: Instant
    /// From then on it is tried again.
    package let until: Instant
    /// How often in a row it misbehaved.
    package let failures: Int
    /// What it did last, in words.
    package let reason: String

    package init(since: Instant, until: Instant, failures: Int, reason: String) {
        (self.since, self.until, self.failures, self.reason) = (since, until, failures, reason)
    }

    fileprivate func ending(at now: Instant) -> Quarantine {
        Quarantine(since: since, until: now, failures: failures, reason: reason)
    }
}

/// Decides whether a plugin may be called. Pure: it is told how calls went, and says when to keep away from it.
///
/// Only misbehaviour counts: a crash, a hang, a flood, garbage. A failure that a plugin reports by itself is a good
/// answer. After the fifth time in a row it is left alone for ten minutes, and for twice as long each time that the
/// next try goes wrong too, up to an hour.
package struct HealthMachine: Sendable {
    package enum Event: Hashable, Sendable {
        case behaved
        case misbehaved(String)
        /// Somebody asks for a try now.
        case asked
        /// It stands in quarantine since before it, or the daemon, was started, and may be tried now.
        case inherited(Quarantine)
    }

    package enum Effect: Hashable, Sendable {
        case quarantine(Quarantine)
        case release
    }

    package static let limit = 5
    private static let pauses: [Duration] = [.seconds(600), .seconds(1200), .seconds(2400), .seconds(3600)]

    private var failures = 0
    private var tries = 0
    /// It stands until the plugin behaves, also while it is tried again.
    package private(set) var quarantine: Quarantine?

    package init() {}

    /// What keeps a call from being made now; nil where nothing does.
    package func obstacle(at now: Instant) -> Quarantine? {
        quarantine.flatMap { now < $0.until ? $0 : nil }
    }

    package mutating func on(_ event: Event, at now: Instant) -> [Effect] {
        switch event {
        case .behaved:
            let wasQuarantined = quarantine != nil
            self = HealthMachine()
            return wasQuarantined ? [.release] : []
        case .misbehaved(let reason):
            failures += 1
            // A call that was under way when the quarantine began has nothing new to say.
            guard failures >= Self.limit, obstacle(at: now) == nil else { return [] }
            let pause = Self.pauses[min(tries, Self.pauses.count - 1)]
            tries += 1
            let quarantine = Quarantine(
                since: self.quarantine?.since ?? now, until: now + pause, failures: failures, reason: reason)
            self.quarantine = quarantine
            return [.quarantine(quarantine)]
        case .asked:
            quarantine = quarantine?.ending(at: now)
            return []
        case .inherited(let standing):
            guard quarantine == nil else { return [] }
            quarantine = standing.ending(at: now)
            failures = standing.failures
            return []
        }
    }
}
