package import GantryCore

/// One row of the ledger: an occurrence, or a stretch of neighbouring ones that ended alike.
package struct OccurrenceMessage: Hashable, Sendable, Codable {
    package var trigger: String
    /// When it was planned, or seen; of a stretch, the first.
    package var at: Instant
    /// Of a stretch, the last; the same for a single one.
    package var last: Instant
    package var count: Int
    /// One of the 13, or `queued`, which is none yet.
    package var verdict: String
    /// Why, in words.
    package var reason: String
    /// Its run, or the run that looked in its place.
    @OrNull package var run: String?
    /// When it was written down.
    package var observedAt: Instant
    /// Whether `run --for` can run it: a planned one that did not.
    package var runnable: Bool
    /// The zone that its trigger counts in, and whose times the reason has.
    package var timezone: String

    package init(_ entry: LedgerEntry, reason: String, timezone: String) {
        self.timezone = timezone
        (trigger, at, last, count) = (entry.trigger, entry.first, entry.last, entry.count)
        (verdict, self.reason) = (entry.verdict?.rawValue ?? Self.queued, reason)
        observedAt = entry.observedAt
        runnable = entry.key == nil && entry.verdict != nil && entry.verdict != .ran
        run = entry.run.map(String.init)
    }

    /// What stands in the place of a verdict until the run begins.
    package static let queued = "queued"

    enum CodingKeys: String, CodingKey {
        case trigger, at, last, count, verdict, reason, run, runnable, timezone
        case observedAt = "observed_at"
    }
}

/// `GET /v1/workflows/{name}/occurrences`, in the order of time; with `at`, those at that instant, or the one before it
/// and the one after.
package struct OccurrenceList: Hashable, Sendable, Codable {
    package var workflow: String
    package var occurrences: [OccurrenceMessage]
    /// What else is to be said: when the workflow was not defined, what is not judged yet.
    package var notes: [String]
    /// The zone whose times the notes have.
    package var timezone: String
    /// With `at`: whether that is one of the instants of the occurrences; nil without.
    @OrNull package var exact: Bool?

    package init(
        workflow: String, occurrences: [OccurrenceMessage], notes: [String] = [], timezone: String = "UTC",
        exact: Bool? = nil
    ) {
        (self.workflow, self.occurrences, self.notes) = (workflow, occurrences, notes)
        self.timezone = timezone
        self.exact = exact
    }
}

/// Which occurrences are asked for.
package struct OccurrenceQuery: Hashable, Sendable {
    package var trigger: String?
    package var at: Instant?
    package var since: Instant?
    package var until: Instant?
    package var verdict: Verdict?
    /// At most so many rows, the last: 1...1000.
    package var limit: Int

    package init(
        trigger: String? = nil, at: Instant? = nil, since: Instant? = nil, until: Instant? = nil,
        verdict: Verdict? = nil, limit: Int = 50
    ) {
        (self.trigger, self.at, self.since, self.until) = (trigger, at, since, until)
        (self.verdict, self.limit) = (verdict, limit)
    }
}

/// The body of `POST /v1/runs/{id}/cancel` and of `POST /v1/workflows/{name}/cancel`.
package struct CancelRequest: Hashable, Sendable, Codable, RequestMessage {
    /// What the asker calls themselves; who they are is known from the socket.
    package var by: String

    package init(by: String) { self.by = by }

    package static var keys: [String] { ["by"] }

    enum CodingKeys: String, CodingKey {
        case by
    }

    package init(from decoder: any Decoder) throws {
        by = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .by) ?? ""
    }
}
