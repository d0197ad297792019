public import GantryCore
public import GantrySystem
public import GantryTime

/// A trigger, among all workflows.
public struct TriggerKey: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let workflow: String
    public let trigger: String

    public init(workflow: String, trigger: String) {
        (self.workflow, self.trigger) = (workflow, trigger)
    }

    public var description: String { "\(workflow)/\(trigger)" }

    public static func < (left: TriggerKey, right: TriggerKey) -> Bool {
        (left.workflow, left.trigger) < (right.workflow, right.trigger)
    }
}

/// A schedule trigger of a workflow.
public struct ScheduleEntry: Hashable, Sendable {
    public let key: TriggerKey
    public let timetable: Timetable
    public let catchUp: CatchUp

    public init(key: TriggerKey, timetable: Timetable, catchUp: CatchUp = .last) {
        (self.key, self.timetable, self.catchUp) = (key, timetable, catchUp)
    }
}

/// A schedule trigger as the store knows it from before.
public struct KnownSchedule: Hashable, Sendable {
    /// Up to and with it all is accounted for.
    public let cursor: Instant
    /// By what its instants were named; nil: it is not known, and taken to be what they are named by now.
    public let timetable: Timetable?
    /// The last planned instant that has a row, even ahead of the cursor, where a clock was put back.
    public let handledThrough: Instant?

    public init(cursor: Instant, timetable: Timetable?, handledThrough: Instant? = nil) {
        (self.cursor, self.timetable, self.handledThrough) = (cursor, timetable, handledThrough)
    }
}

/// What is known of workflows that have no schedules any more.
public struct Absentees: Hashable, Sendable {
    /// Those that are there all the same.
    public var present: Set<String>
    /// Those that were removed. Of all others it is not known what becomes of them.
    public var removed: Set<String>
    /// By workflow: why its file cannot be used.
    public var trouble: [String: String]

    public init(present: Set<String> = [], removed: Set<String> = [], trouble: [String: String] = [:]) {
        (self.present, self.removed, self.trouble) = (present, removed, trouble)
    }
}

/// Until when somebody was at work before this start.
public struct DownSince: Hashable, Sendable {
    public let at: Instant
    /// Whether it was the end; else the last sign of life.
    public let isKnown: Bool

    public init(at: Instant, isKnown: Bool) { (self.at, self.isKnown) = (at, isKnown) }
}

/// What a schedule machine asks for: admit these, store the marks in the same transaction, come again then.
public struct SchedulePlan: Hashable, Sendable {
    /// What one workflow's triggers have come to.
    public struct Part: Hashable, Sendable {
        public let workflow: String
        /// Those of one trigger in the order of time.
        public var occurrences: [PlannedOccurrence] = []
        /// The triggers whose cursor or timetable has changed.
        public var marks: [String: Mark] = [:]
        /// Triggers that are no more.
        public var gone: Set<String> = []

        init(workflow: String) { self.workflow = workflow }
    }

    /// How far a trigger has come, and by what its instants are named.
    public struct Mark: Hashable, Sendable {
        public let cursor: Instant
        public let times: String
    }

    /// By workflow.
    public let parts: [Part]
    /// When the next tick is due; in the past where more is to be admitted at once; nil: never.
    public let nextDue: Instant?
}

public enum ScheduleEvent: Hashable, Sendable {
    /// The daemon starts, with what the store knows: what fell since then was missed.
    case started([ScheduleEntry], known: [TriggerKey: KnownSchedule], down: DownSince?, Absentees, ClockReading)
    /// The definitions changed. A trigger that is new begins now; one that has other times goes by them from now on.
    case reloaded([ScheduleEntry], Absentees, ClockReading)
    /// The next due instant has come, or the clock was set.
    case tick(ClockReading)
}
