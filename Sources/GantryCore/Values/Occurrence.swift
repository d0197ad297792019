/// One planned or observed firing of a trigger. Unique by workflow, trigger and key, so it cannot run twice.
public struct Occurrence: Hashable, Sendable, Codable {
    public let workflow: String
    public let trigger: String
    /// The planned instant of a schedule, the settled set of a files trigger, the id of a request by hand.
    public let key: String
    /// When it should have happened; for what is observed, when it was seen.
    public let plannedAt: Instant
    public let observedAt: Instant
    /// What expressions see as `trigger`: `kind`, `at`, and `files` or `by`.
    public var payload: Value

    public init(
        workflow: String, trigger: String, key: String, plannedAt: Instant, observedAt: Instant, payload: Value
    ) {
        (self.workflow, self.trigger, self.key) = (workflow, trigger, key)
        (self.plannedAt, self.observedAt, self.payload) = (plannedAt, observedAt, payload)
    }

    /// Whether it was planned by a schedule: then its instant is what it is known by.
    public var isPlanned: Bool { key == plannedAt.description }
}

/// How an occurrence ended. The list is closed.
public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// Its run began.
    case ran
    /// Another occurrence ran in its place.
    case coalesced
    /// A run of a `single` workflow was under way.
    case overlapped
    /// Nobody was there at the time, and `catch_up` does not make up for it.
    case missed
    /// Somebody had paused the workflow.
    case paused
    /// Not a working day.
    case holiday
    /// Before `starting`, after `ending`, or in `except`.
    case outside
    /// The trigger's `if` was false.
    case unmet
    /// The trigger was edited or removed before this was looked at.
    case changed
    /// The workflow's file could not be used at the time.
    case fileWrong = "file_wrong"
    /// Too many runs of the workflow waited already.
    case full
    /// Its event comes from a run that this workflow caused.
    case loop
    /// It waited for its turn, and was ended before it began.
    case dropped
}

/// What goes into the ledger: an occurrence, or a stretch of neighbouring ones that all ended alike.
public struct PlannedOccurrence: Hashable, Sendable {
    /// What shall become of it.
    public enum Fate: Hashable, Sendable {
        /// A run is queued for it.
        case run(Manner)
        /// The run of another of the same firing looks at the same: its place in the firing.
        case coalesced(into: Int)
        /// There is no run, for a reason in words.
        case ended(Verdict, String)
    }

    /// How it goes together with what waits already.
    public enum Manner: Hashable, Sendable {
        /// Where a run of the workflow waits, it looks at the same.
        case joining
        /// Each waits for its turn, as many as the workflow's queue holds.
        case queuing
        /// Each waits, however many there are: that has been limited before.
        case making
        /// A person wants it, whatever became of the occurrence before; unless it ran, or waits.
        case insisting
    }

    /// The only one, or the first of a stretch.
    public let occurrence: Occurrence
    /// The last of a stretch, and how many it has.
    public let last: Instant
    public let count: Int
    public let fate: Fate
    /// The planned instant before the first, with which a stretch goes on where it ended alike; nil: not known.
    public let follows: Instant?
    /// The timetable that names the instants of a stretch, as text; nil for what is observed.
    public let times: String?
    /// Where it is one of a stretch, what is left of that on either side.
    public var split: Split?
    /// Whether it is known to be none of any stretch, though one may reach over it that another timetable names.
    public var isApart = false

    /// The neighbours of an instant in a stretch, each with how many there are from it to the end of the stretch.
    public struct Split: Hashable, Sendable {
        public let before: Instant?
        public let countBefore: Int
        public let after: Instant?
        public let countAfter: Int

        public init(before: Instant?, countBefore: Int, after: Instant?, countAfter: Int) {
            (self.before, self.countBefore) = (before, countBefore)
            (self.after, self.countAfter) = (after, countAfter)
        }
    }

    public init(
        _ occurrence: Occurrence, fate: Fate = .run(.queuing), through last: Instant? = nil, count: Int = 1,
        following follows: Instant? = nil, times: String? = nil
    ) {
        (self.occurrence, self.fate, self.count) = (occurrence, fate, count)
        (self.last, self.follows, self.times) = (last ?? occurrence.plannedAt, follows, times)
    }

    /// One that ended without a run.
    public init(_ occurrence: Occurrence, verdict: Verdict, reason: String) {
        self.init(occurrence, fate: .ended(verdict, reason))
    }
}

/// A row of the ledger: what became of an occurrence, or of a stretch of neighbouring ones.
public struct LedgerEntry: Hashable, Sendable, Codable {
    public let workflow: String
    public let trigger: String
    public let first: Instant
    /// The same instant for a single one.
    public let last: Instant
    public let count: Int
    /// What an observed one is known by; nil for planned instants.
    public let key: String?
    public let observedAt: Instant
    /// Nil while it is queued.
    public let verdict: Verdict?
    /// Why, in words; empty where the run says all.
    public let reason: String
    /// Its run, or the run that looked in its place.
    public let run: Int64?
    /// When that run's own occurrence was planned, and when it began; nil where the run is not kept any more.
    public let runPlannedAt: Instant?
    public let runStartedAt: Instant?
    /// The timetable that names the instants of a stretch.
    public let times: String?

    public init(
        workflow: String, trigger: String, first: Instant, last: Instant, count: Int, key: String?,
        observedAt: Instant, verdict: Verdict?, reason: String, run: Int64?,
        runPlannedAt: Instant? = nil, runStartedAt: Instant? = nil, times: String? = nil
    ) {
        (self.workflow, self.trigger, self.first, self.last, self.count) = (workflow, trigger, first, last, count)
        (self.key, self.observedAt, self.verdict, self.reason) = (key, observedAt, verdict, reason)
        (self.run, self.runPlannedAt, self.runStartedAt, self.times) = (run, runPlannedAt, runStartedAt, times)
    }
}
