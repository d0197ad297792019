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

    var zone: ZoneRules { timetable.zone }

    /// Whether it names the same instants.
    func hasTimes(of other: ScheduleEntry) -> Bool { timetable == other.timetable }
}

/// What a schedule machine asks for: admit these, store the cursors in the same transaction, come again then.
public struct SchedulePlan: Hashable, Sendable {
    /// By planned instant.
    public let occurrences: [PlannedOccurrence]
    /// The cursors that changed: up to and with its cursor all of a trigger is accounted for.
    public let cursors: [TriggerKey: Instant]
    /// Triggers that are no more: their cursors can go.
    public let removed: Set<TriggerKey>
    /// When the next tick is due; in the past where more is to be admitted at once; nil: never.
    public let nextDue: Instant?
}

public enum ScheduleEvent: Hashable, Sendable {
    /// The daemon starts, with the cursors it stored: what fell since then was missed.
    case started([ScheduleEntry], cursors: [TriggerKey: Instant], ClockReading)
    /// The definitions changed. A trigger that is new, or has other times than before, begins now.
    case reloaded([ScheduleEntry], ClockReading)
    /// The next due instant has come, or the clock was set.
    case tick(ClockReading)
}
