public import GantryCore

/// Which rows of the ledger a question is about; the last of them, in the order of time.
public struct LedgerFilter: Hashable, Sendable {
    public var workflow: String
    public var trigger: String?
    /// With the instant itself; a stretch counts that reaches into the time.
    public var since: Instant?
    /// Without the instant itself.
    public var until: Instant?
    public var verdict: Verdict?
    public var limit: Int

    public init(
        workflow: String, trigger: String? = nil, since: Instant? = nil, until: Instant? = nil,
        verdict: Verdict? = nil, limit: Int = 50
    ) {
        (self.workflow, self.trigger, self.since, self.until) = (workflow, trigger, since, until)
        (self.verdict, self.limit) = (verdict, limit)
    }
}

/// The rows around an instant.
public struct LedgerVicinity: Hashable, Sendable {
    /// Those at it, one of each trigger at most.
    public var at: [LedgerEntry]
    public var before: LedgerEntry?
    public var after: LedgerEntry?

    public init(at: [LedgerEntry] = [], before: LedgerEntry? = nil, after: LedgerEntry? = nil) {
        (self.at, self.before, self.after) = (at, before, after)
    }
}

/// What is kept, and what may go.
public struct Keeping: Hashable, Sendable {
    /// What ended before may go.
    public var occurrences: Instant
    public var runs: Instant
    public var deliveries: Instant

    public init(occurrences: Instant, runs: Instant, deliveries: Instant) {
        (self.occurrences, self.runs, self.deliveries) = (occurrences, runs, deliveries)
    }
}

/// The ledger: one row for each planned or observed occurrence, or for a stretch of them, each with one verdict; and
/// what triggers remember.
public protocol LedgerStore: Sendable {
    func ledger(_ filter: LedgerFilter) async throws -> [LedgerEntry]
    func ledger(around instant: Instant, workflow: String, trigger: String?) async throws -> LedgerVicinity

    func memory(workflow: String, trigger: String) async throws -> TriggerMemory
    /// All triggers that are or were, of one workflow or of all.
    func triggers(of workflow: String?) async throws -> [KnownTrigger]

    /// Removes what is older than it has to be kept: never what an open run or alert needs, and no stretch.
    ///
    /// It goes a little at a time, so that nobody who writes waits for it, and leaves the rest for the next time where
    /// its task is cancelled.
    ///
    /// - Returns: how many rows of the ledger, runs and messages went.
    func prune(_ keeping: Keeping) async throws -> Int
}

/// Until when a node was at work.
public struct LastSign: Hashable, Sendable {
    public let at: Instant
    /// Whether it took its leave: else it was lost, some time after.
    public let isLeave: Bool

    public init(at: Instant, isLeave: Bool) { (self.at, self.isLeave) = (at, isLeave) }
}
