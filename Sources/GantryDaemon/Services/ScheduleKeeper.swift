import GantryCore
import GantryDefinitions
import GantryStore
import GantrySystem
import GantryTime
import GantryTriggers
import GantryWorkflow
import Logging

/// The schedules of all workflows: what the definitions say of them, and what the store knows, become firings.
struct ScheduleKeeper: Sendable {
    /// What schedules need of the definitions.
    struct Plans: Sendable {
        var entries: [ScheduleEntry]
        /// By workflow; those without a schedule, too.
        var modes: [String: Workflow.Mode]
        /// Whether a workflow that is not there was removed; its file is not only wrong.
        var isGone: @Sendable (String) -> Bool
        /// Why a workflow is not there.
        var trouble: @Sendable (String) -> String?
        var calendar: WorkingCalendar = .standard
    }

    /// A workflow that is back within this time has never been away.
    private static let removalSettles = Duration.seconds(600)

    private var machine = ScheduleMachine()
    private var modes: [String: Workflow.Mode] = [:]
    /// Since when workflows are away that were there, or of which the store knows.
    private var away: [String: Instant] = [:]
    private var next: Instant?
    /// Until when a daemon before this one was at work.
    private let down: DownSince?

    init(down: DownSince?) { self.down = down }

    /// When something is to be done, where nothing changes before.
    var due: Instant? {
        [next, away.values.min().map { $0 + Self.removalSettles }].compactMap(\.self).min()
    }

    /// - Parameter waiting: the workflows whose runs wait.
    mutating func start(
        _ plans: Plans, _ known: [KnownTrigger], waiting: Set<String>, _ reading: ClockReading
    ) -> [Firing] {
        modes = plans.modes
        let own = Dictionary(plans.entries.map { ($0.key, $0.timetable) }, uniquingKeysWith: { _, last in last })
        var schedules: [TriggerKey: KnownSchedule] = [:]
        for trigger in known {
            let key = TriggerKey(workflow: trigger.workflow, trigger: trigger.trigger)
            guard let mark = trigger.mark, let cursor = Instant(rfc3339: mark.cursor) else { continue }
            let timetable = mark.times.flatMap { times in
                // Most are as they were left, and need not be read from their text.
                if let own = own[key], own.stored == times { return own }
                return try? Timetable(stored: times, calendar: plans.calendar)
            }
            // Of versions before it is not known what their instants were named by.
            guard timetable != nil || own[key] != nil else { continue }
            schedules[key] = KnownSchedule(
                cursor: cursor, timetable: timetable, handledThrough: trigger.handledThrough)
        }
        let names = Set(schedules.keys.map(\.workflow)).union(waiting)
        noteAway(names, plans, reading.now)
        let absentees = absentees(among: names, plans, reading.now)
        return firings(machine.on(.started(plans.entries, known: schedules, down: down, absentees, reading)))
    }

    mutating func reload(_ plans: Plans, _ reading: ClockReading) -> [Firing] {
        let (now, before) = (reading.now, modes)
        modes = plans.modes
        let names = machine.workflows.union(before.keys).union(away.keys)
        noteAway(names, plans, now)
        let absentees = absentees(among: names, plans, now)
        return firings(machine.on(.reloaded(plans.entries, absentees, reading)))
    }

    /// Takes note of workflows that go and come. Of one whose file is wrong it is not known that it went.
    private mutating func noteAway(_ names: Set<String>, _ plans: Plans, _ now: Instant) {
        for name in names {
            guard modes[name] == nil, plans.isGone(name) else {
                away[name] = nil
                continue
            }
            // The clock may have been put back.
            away[name] = min(away[name] ?? now, now)
        }
    }

    /// Lets go of workflows that have been away for too long.
    ///
    /// - Returns: what follows, and which they are; nil: none.
    mutating func letGo(_ plans: Plans, _ reading: ClockReading) -> (firings: [Firing], gone: [String])? {
        // Files that have become wrong since may have them: then it is not known that they are gone.
        noteAway(Set(away.keys), plans, reading.now)
        let gone = away.filter { reading.now - $0.value >= Self.removalSettles }.keys.sorted()
        guard !gone.isEmpty else { return nil }
        let firings = reload(plans, reading)
        for name in gone { away[name] = nil }
        return (firings, gone)
    }

    /// Hands a firing on, and asks again for instants of stretches that may run after all: one by one, since each
    /// changes what is left of its stretch.
    static func submit(
        _ firing: Firing, _ calendar: WorkingCalendar, to take: (Firing) async throws -> Admission
    ) async throws {
        for covered in try await take(firing).covered {
            let again: (PlannedOccurrence) -> Firing = { planned in
                Firing(workflow: firing.workflow, occurrences: [planned], mode: firing.mode, marks: [:])
            }
            var planned = covered.planned.alone
            guard let now = try await take(again(planned)).covered.first,
                let timetable = try? Timetable(stored: now.times, calendar: calendar)
            else { continue }
            let instant = planned.occurrence.plannedAt
            if timetable.next(after: instant - .nanoseconds(1))?.at == instant {
                guard case .run = planned.fate else { continue }
                planned.split = timetable.split(from: now.first, through: now.last, at: instant)
            } else {
                planned.isApart = true
            }
            _ = try await take(again(planned))
        }
    }

    mutating func tick(_ reading: ClockReading) -> [Firing] { firings(machine.on(.tick(reading))) }

    /// What became of workflows that are not there.
    private func absentees(among names: Set<String>, _ plans: Plans, _ now: Instant) -> Absentees {
        var result = Absentees()
        for name in names {
            if plans.modes[name] != nil {
                result.present.insert(name)
            } else if !plans.isGone(name) {
                result.trouble[name] = plans.trouble(name)
            } else if let since = away[name], now - since >= Self.removalSettles {
                result.removed.insert(name)
            }
        }
        return result
    }

    private mutating func firings(_ plan: SchedulePlan) -> [Firing] {
        next = plan.nextDue
        return plan.parts.map { part in
            Firing(
                workflow: part.workflow, occurrences: part.occurrences, mode: modes[part.workflow] ?? .queue,
                marks: part.marks.mapValues { TriggerMark(cursor: $0.cursor.description, times: $0.times) },
                gone: part.gone)
        }
    }
}

// MARK: - Definitions

extension ScheduleKeeper.Plans {
    init(_ current: Definitions) throws {
        var entries: [ScheduleEntry] = []
        for workflow in current.workflows {
            for trigger in workflow.triggers {
                guard case .schedule(let plan) = trigger.kind else { continue }
                entries.append(
                    ScheduleEntry(
                        key: TriggerKey(workflow: workflow.name, trigger: trigger.id),
                        timetable: try Timetable(
                            plan, calendar: current.settings.calendar, places: current.settings.holidayPlaces),
                        catchUp: plan.catchUp))
            }
        }
        self.init(
            entries: entries,
            modes: Dictionary(current.workflows.map { ($0.name, $0.mode) }, uniquingKeysWith: { $1 }),
            isGone: { current.isWorkflowGone($0) }, trouble: { current.trouble(ofWorkflow: $0) },
            calendar: current.settings.calendar)
    }
}

extension ScheduleKeeper {
    mutating func start(
        _ current: Definitions, _ known: [KnownTrigger], waiting: Set<String>, _ reading: ClockReading
    ) throws -> [Firing] {
        start(try Plans(current), known, waiting: waiting, reading)
    }

    mutating func reload(_ current: Definitions, _ reading: ClockReading) throws -> [Firing] {
        reload(try Plans(current), reading)
    }

    mutating func letGo(
        _ current: Definitions, _ reading: ClockReading
    ) throws -> (firings: [Firing], gone: [String])? {
        guard let since = away.values.min(), reading.now - since >= Self.removalSettles else { return nil }
        return letGo(try Plans(current), reading)
    }
}

extension PlannedOccurrence {
    /// The same in a firing of its own.
    fileprivate var alone: PlannedOccurrence {
        guard case .coalesced = fate else { return self }
        return PlannedOccurrence(
            occurrence, fate: .ended(.coalesced, "catch_up: last runs only the latest one"), through: last,
            count: count,
            following: follows, times: times)
    }
}

extension Timetable {
    /// What is left of a stretch on either side of one of its instants.
    func split(from first: Instant, through last: Instant, at instant: Instant) -> PlannedOccurrence.Split {
        let before = stretches(after: first - .nanoseconds(1), through: instant - .nanoseconds(1))
        let after = stretches(after: instant, through: last)
        return .init(
            before: before.last?.last, countBefore: before.reduce(0) { $0 + $1.count }, after: after.first?.first,
            countAfter: after.reduce(0) { $0 + $1.count })
    }
}

// MARK: - The log

extension Firing {
    /// What did not run, a line for each stretch.
    var passedOver: [(level: Logger.Level, text: String)] {
        occurrences.compactMap { planned in
            let occurrence = planned.occurrence
            let when =
                planned.count == 1
                ? "at \(occurrence.plannedAt)"
                : "\(planned.count.grouped) times from \(occurrence.plannedAt) to \(planned.last)"
            let name = "\(occurrence.workflow)/\(occurrence.trigger) \(when)"
            switch planned.fate {
            case .run: return nil
            case .coalesced: return (.info, "\(name): coalesced, one run looks at all of it")
            case .ended(let verdict, let reason):
                // Days off are as planned.
                let isAsPlanned = verdict == .holiday || verdict == .outside
                return (isAsPlanned ? .debug : .info, "\(name): \(verdict.rawValue), \(reason)")
            }
        }
    }
}
