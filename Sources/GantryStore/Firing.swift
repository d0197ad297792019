public import GantryCore

/// What a trigger remembers between firings, in its own text form.
public struct TriggerMemory: Hashable, Sendable {
    /// How far it has come: a schedule's last instant, a files trigger's sequence. Nil: it has never been seen.
    public var cursor: String?
    /// What it knows by name: a files trigger's path → fingerprint.
    public var entries: [String: String]

    public init(cursor: String? = nil, entries: [String: String] = [:]) {
        (self.cursor, self.entries) = (cursor, entries)
    }
}

/// How far a trigger has come, and by which timetable: up to and with its cursor all of it is accounted for.
public struct TriggerMark: Hashable, Sendable {
    public var cursor: String
    /// The timetable that names its instants, as text; nil for triggers without one.
    public var times: String?

    public init(cursor: String, times: String? = nil) { (self.cursor, self.times) = (cursor, times) }
}

/// A trigger as the store knows it.
public struct KnownTrigger: Hashable, Sendable {
    public let workflow: String
    public let trigger: String
    /// Nil: it never got that far.
    public let mark: TriggerMark?
    /// Since when it is known without a break.
    public let since: Instant
    /// When it was found to be gone; nil: it is there.
    public let goneAt: Instant?
    /// When it was gone before, in the order of time.
    public let gaps: [ClosedRange<Instant>]
    /// The last planned instant that has a row; nil: none has.
    public let handledThrough: Instant?

    public init(
        workflow: String, trigger: String, mark: TriggerMark?, since: Instant, goneAt: Instant?,
        gaps: [ClosedRange<Instant>] = [], handledThrough: Instant? = nil
    ) {
        (self.workflow, self.trigger, self.mark) = (workflow, trigger, mark)
        (self.since, self.goneAt, self.gaps, self.handledThrough) = (since, goneAt, gaps, handledThrough)
    }
}

/// A firing of a workflow: occurrences of its triggers, and what they remember from now on. Recorded in one
/// transaction, so that a crash can neither lose an occurrence nor make one twice.
public struct Firing: Hashable, Sendable {
    /// So many runs of a workflow wait at most, where each waits for its turn.
    public static let standardQueue = 100

    public let workflow: String
    public let occurrences: [PlannedOccurrence]
    /// What happens while a run of the workflow is under way.
    public let mode: Workflow.Mode
    /// How many runs may wait, where each waits for its turn.
    public var queueLimit: Int
    /// By trigger: how far each has come; one that is left out stays where it is.
    public let marks: [String: TriggerMark]
    /// By trigger: changed entries; a nil value forgets one.
    public let entries: [String: [String: String?]]
    /// Triggers that are no more. What they remember is forgotten but how far they had come.
    public let gone: Set<String>

    /// Whether a person asks.
    public var isByHand: Bool {
        occurrences.contains { $0.occurrence.trigger == Trigger.manualID || $0.fate == .run(.insisting) }
    }

    /// Whether a run may come of it.
    public var asksForRuns: Bool {
        occurrences.contains { planned in
            if case .run = planned.fate { true } else { false }
        }
    }

    /// A firing of several triggers.
    public init(
        workflow: String, occurrences: [PlannedOccurrence], mode: Workflow.Mode, marks: [String: TriggerMark],
        gone: Set<String> = []
    ) {
        (self.workflow, self.occurrences, self.mode, self.marks) = (workflow, occurrences, mode, marks)
        (self.gone, entries, queueLimit) = (gone, [:], Self.standardQueue)
    }

    /// A firing of one trigger.
    ///
    /// - Parameters:
    ///   - cursor: the new one; nil leaves it as it is.
    ///   - entries: changed ones; a nil value forgets one.
    public init(
        workflow: String, trigger: String, occurrences: [PlannedOccurrence], mode: Workflow.Mode, cursor: String? = nil,
        entries: [String: String?] = [:]
    ) {
        (self.workflow, self.occurrences, self.mode) = (workflow, occurrences, mode)
        marks = cursor.map { [trigger: TriggerMark(cursor: $0)] } ?? [:]
        self.entries = entries.isEmpty ? [:] : [trigger: entries]
        (gone, queueLimit) = ([], Self.standardQueue)
    }
}

/// What a firing came to.
public struct Admission: Hashable, Sendable {
    /// The runs that were queued for it.
    public var queued: [Run] = []
    /// The runs that waited, and look at what came with it as well.
    public var joined: [Run] = []
    /// What got no run for want of a place, with the verdict.
    public var refused: [Refusal] = []
    /// What a stretch reaches over: by the stretch's timetable it is one of it, or apart. Asked for again with what is left
    /// of the stretch on either side, or as apart, it gets its answer.
    public var covered: [Covered] = []
    /// Runs that the claimant got in the same transaction, of whichever workflow.
    public var claimed: [Run] = []

    /// An occurrence, and the stretch that reaches over it.
    public struct Covered: Hashable, Sendable {
        public let planned: PlannedOccurrence
        public let first: Instant
        public let last: Instant
        /// The timetable that names the instants of the stretch.
        public let times: String

        public init(_ planned: PlannedOccurrence, first: Instant, last: Instant, times: String) {
            (self.planned, self.first, self.last, self.times) = (planned, first, last, times)
        }
    }

    public struct Refusal: Hashable, Sendable {
        public let occurrence: Occurrence
        public let verdict: Verdict
        public let reason: String

        public init(_ occurrence: Occurrence, _ verdict: Verdict, _ reason: String) {
            (self.occurrence, self.verdict, self.reason) = (occurrence, verdict, reason)
        }
    }

    public init() {}
}
