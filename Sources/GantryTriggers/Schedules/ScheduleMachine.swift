import GantryCore
import GantrySystem
import GantryTime

/// Turns schedules and the time into occurrences, each planned instant once, whatever the clock does.
///
/// A clock that is set by less than 5 minutes replays what it skipped; up to 3 hours, only fixed times run once more;
/// by more, it is the new time, and nothing runs for what was skipped. A cursor goes back only there, after which an
/// instant that was admitted before may be planned again: the store knows it by its key.
public struct ScheduleMachine: Sendable {
    /// Occurrences that `catch_up: all` makes up for at most.
    public static let catchUpLimit = 100
    /// Occurrences of one trigger in one plan at most, so that a transaction stays small.
    static let planLimit = 1000
    static let smallStep = Duration.seconds(5 * 60)
    static let largeStep = Duration.seconds(3 * 3600)

    /// A stretch of time, up to and with `through`, that is accounted for in some way.
    private struct Stretch {
        let through: Instant
        let treatment: Treatment
    }

    private struct Line {
        var entry: ScheduleEntry
        var cursor: Instant
        /// Ascending; from the cursor on.
        var backlog: [Stretch] = []
        var next: Instant?

        init(entry: ScheduleEntry, cursor: Instant) {
            (self.entry, self.cursor) = (entry, cursor)
            look()
        }

        mutating func look() { next = entry.timetable.nextRun(after: cursor)?.at }
    }

    private var lines: [TriggerKey: Line] = [:]
    private var last: ClockReading?

    public init() {}

    public mutating func on(_ event: ScheduleEvent) -> SchedulePlan {
        var changed: Set<TriggerKey> = []
        var removed: Set<TriggerKey> = []
        let reading: ClockReading
        switch event {
        case .started(let entries, let cursors, let at):
            reading = at
            changed = start(entries, cursors, at.now)
            removed = Set(cursors.keys).subtracting(lines.keys)
        case .reloaded(let entries, let at):
            reading = at
            changed = follow(at)
            let (new, old) = reload(entries, at.now)
            changed.formUnion(new)
            removed = old
        case .tick(let at):
            reading = at
            changed = follow(at)
        }
        last = reading
        return plan(at: reading.now, changed: changed, removed: removed)
    }
}

// MARK: - Events

extension ScheduleMachine {
    private mutating func start(
        _ entries: [ScheduleEntry], _ cursors: [TriggerKey: Instant], _ now: Instant
    ) -> Set<TriggerKey> {
        var changed: Set<TriggerKey> = []
        for entry in entries {
            guard let cursor = cursors[entry.key] else {
                lines[entry.key] = Line(entry: entry, cursor: now)
                changed.insert(entry.key)
                continue
            }
            var line = Line(entry: entry, cursor: cursor)
            if cursor - now > Self.largeStep {
                line = Line(entry: entry, cursor: now)
                changed.insert(entry.key)
            } else if cursor < now {
                line.backlog = [Stretch(through: now, treatment: .catchUp(.down))]
            }
            lines[entry.key] = line
        }
        return changed
    }

    private mutating func reload(
        _ entries: [ScheduleEntry], _ now: Instant
    ) -> (changed: Set<TriggerKey>, removed: Set<TriggerKey>) {
        var changed: Set<TriggerKey> = []
        let removed = Set(lines.keys).subtracting(entries.map(\.key))
        for key in removed { lines[key] = nil }
        for entry in entries {
            if lines[entry.key]?.entry.hasTimes(of: entry) == true {
                lines[entry.key]?.entry = entry
            } else {
                // What it named before is accounted for, even ahead of a clock that was put back.
                let cursor = max(now, lines[entry.key]?.cursor ?? now)
                lines[entry.key] = Line(entry: entry, cursor: cursor)
                changed.insert(entry.key)
            }
        }
        return (changed, removed)
    }

    /// Takes account of a clock that was set, or stood still, since the last reading; gives the triggers whose cursor
    /// changed by that.
    private mutating func follow(_ reading: ClockReading) -> Set<TriggerKey> {
        guard let last else { return [] }
        let now = reading.now
        let step = self.step(from: last, to: reading)
        var changed: Set<TriggerKey> = []
        if step + Self.largeStep < .zero {
            for (key, line) in lines where line.cursor > now {
                lines[key] = Line(entry: line.entry, cursor: now)
                changed.insert(key)
            }
        } else if step >= Self.smallStep {
            // The minute that the clock was set into is not skipped.
            let end = Instant(secondsSinceEpoch: now.secondsSinceEpoch.floorDivided(by: 60) * 60) - .nanoseconds(1)
            let skipped = Stretch(through: end, treatment: .skipped(by: step))
            for key in lines.keys { lines[key]?.backlog += [Stretch(through: now - step, treatment: .run), skipped] }
        }
        for (key, line) in lines where line.backlog.isEmpty {
            // Late without a step: the machine slept.
            guard let next = line.next, now - next > Self.smallStep else { continue }
            lines[key]?.backlog = [Stretch(through: now, treatment: .catchUp(.asleep))]
        }
        return changed
    }

    /// By how much the clock was set: what it went on, less the time that passed.
    private func step(from last: ClockReading, to reading: ClockReading) -> Duration {
        let shown = reading.now - last.now
        guard let before = last.uptime, let after = reading.uptime else { return min(shown, .zero) }
        return shown - (after - before)
    }
}

// MARK: - Plan

extension ScheduleMachine {
    private mutating func plan(at now: Instant, changed: Set<TriggerKey>, removed: Set<TriggerKey>) -> SchedulePlan {
        var occurrences: [PlannedOccurrence] = []
        var changed = changed
        for key in lines.keys.sorted() {
            guard var line = lines[key] else { continue }
            let cursor = line.cursor
            occurrences += Self.advance(&line, to: now)
            if line.cursor != cursor {
                changed.insert(key)
                line.look()
            }
            lines[key] = line
        }
        occurrences.sort {
            ($0.occurrence.plannedAt, $0.occurrence.workflow, $0.occurrence.trigger)
                < ($1.occurrence.plannedAt, $1.occurrence.workflow, $1.occurrence.trigger)
        }
        return SchedulePlan(
            occurrences: occurrences, cursors: lines.filter { changed.contains($0.key) }.mapValues(\.cursor),
            removed: removed, nextDue: lines.values.compactMap(\.next).min()
        )
    }

    /// Accounts for a trigger's time up to now, or as far as one plan goes.
    private static func advance(_ line: inout Line, to now: Instant) -> [PlannedOccurrence] {
        guard let next = line.next, next <= now else {
            line.backlog = []
            return []
        }
        var result: [PlannedOccurrence] = []
        var isDone = true
        for stretch in line.backlog + [Stretch(through: now, treatment: .run)] where stretch.through > line.cursor {
            let end = min(stretch.through, now)
            // So many more are looked at that it is known which of them are among the last.
            let wanted = planLimit + catchUpLimit
            let instants = line.entry.timetable.runs(after: line.cursor, through: end, limit: wanted)
            let isCut = instants.count == wanted
            let taken = isCut ? Array(instants.prefix(planLimit)) : instants
            result += stretch.treatment.judge(taken, of: line.entry, isCut: isCut, now: now)
            if let last = taken.last { line.cursor = last }
            isDone = !isCut && (result.count < planLimit || stretch.through >= now)
            if !isDone { break }
        }
        line.backlog = isDone ? [] : line.backlog.filter { $0.through > line.cursor }
        return result
    }
}
