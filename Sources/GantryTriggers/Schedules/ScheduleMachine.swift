import GantryCore
import GantrySystem
import GantryTime
import HeapModule

/// Turns schedules and the time into occurrences, each planned instant once, whatever the clock does.
///
/// A clock that is set by less than 5 minutes replays what it skipped; up to 3 hours, only fixed times run once more;
/// by more, it is the new time, and nothing runs for what was skipped. A cursor goes back only there, after which an
/// instant that was admitted before may be planned again: the store knows it by its key.
public struct ScheduleMachine: Sendable {
    static let smallStep = Duration.seconds(5 * 60)
    static let largeStep = Duration.seconds(3 * 3600)

    /// When a line is due. It counts only while the line has not moved on.
    private struct Alarm: Comparable, Sendable {
        let due: Instant
        let key: TriggerKey

        static func < (left: Alarm, right: Alarm) -> Bool { (left.due, left.key) < (right.due, right.key) }
    }

    /// A trigger whose workflow is not there.
    private struct Absent: Sendable {
        let memory: KnownSchedule
        /// Whether it was there in this life: what it misses meanwhile runs when it is back, as if it had stayed.
        let hasStayed: Bool
    }

    private var lines: [TriggerKey: ScheduleLine] = [:]
    private var alarms = Heap<Alarm>()
    /// Triggers whose workflows are not there, though it is not said that they are gone for good.
    private var unsettled: [TriggerKey: Absent] = [:]
    private var trouble: [String: String] = [:]
    private var last: ClockReading?
    private var parts: [String: SchedulePlan.Part] = [:]
    /// Slots that an edit has taken from a workflow while nobody was at work.
    private var changed: [String: Int] = [:]

    public init() {}

    /// The workflows of which it may be asked what became of them.
    public var workflows: Set<String> { Set(unsettled.keys.map(\.workflow)).union(lines.keys.map(\.workflow)) }

    public mutating func on(_ event: ScheduleEvent) -> SchedulePlan {
        (parts, changed) = ([:], [:])
        let reading: ClockReading
        var touched: Set<TriggerKey>
        switch event {
        case .started(let entries, let known, let down, let absentees, let at):
            reading = at
            touched = start(entries, known, down, absentees, at.now)
        case .reloaded(let entries, let absentees, let at):
            reading = at
            touched = follow(at)
            touched.formUnion(reload(entries, absentees, at.now))
        case .tick(let at):
            reading = at
            touched = follow(at)
        }
        last = reading
        return plan(at: reading.now, touched)
    }

    private mutating func part(_ workflow: String, _ body: (inout SchedulePlan.Part) -> Void) {
        var part = parts[workflow] ?? SchedulePlan.Part(workflow: workflow)
        body(&part)
        parts[workflow] = part
    }

    /// Puts a line in its place, and has its mark stored.
    private mutating func put(_ line: ScheduleLine) {
        let key = line.entry.key
        lines[key] = line
        part(key.workflow) { $0.marks[key.trigger] = line.mark }
    }
}

// MARK: - Definitions

extension ScheduleMachine {
    private mutating func start(
        _ entries: [ScheduleEntry], _ known: [TriggerKey: KnownSchedule], _ down: DownSince?,
        _ absentees: Absentees, _ now: Instant
    ) -> Set<TriggerKey> {
        var known = known
        for entry in entries {
            guard let memory = known.removeValue(forKey: entry.key) else {
                put(ScheduleLine(entry: entry, cursor: now))
                continue
            }
            begin(entry, memory, .catchUp(.down(down)), now)
        }
        unsettled = known.mapValues { Absent(memory: $0, hasStayed: false) }
        settle(absentees, now, because: "while gantryd was not running")
        makeUpForChanges(now)
        return Set(lines.keys)
    }

    /// Goes on with a trigger where the store says that it stands.
    private mutating func begin(
        _ entry: ScheduleEntry, _ memory: KnownSchedule, _ treatment: Treatment, _ now: Instant
    ) {
        if let former = memory.timetable, former != entry.timetable, former.stored != entry.timetable.stored {
            retire(ScheduleEntry(key: entry.key, timetable: former, catchUp: entry.catchUp), memory, now)
            return put(ScheduleLine(entry: entry, cursor: now, handledThrough: memory.handledThrough))
        }
        guard memory.cursor - now <= Self.largeStep else {
            return put(ScheduleLine(entry: entry, cursor: now, handledThrough: memory.handledThrough))
        }
        var line = ScheduleLine(entry: entry, cursor: memory.cursor, handledThrough: memory.handledThrough)
        if memory.cursor < now { line.backlog = [.init(through: now, treatment: treatment)] }
        lines[entry.key] = line
    }

    /// Accounts for the slots of a timetable that was edited away while nobody looked at it.
    private mutating func retire(_ former: ScheduleEntry, _ memory: KnownSchedule, _ now: Instant) {
        guard memory.cursor < now else { return }
        var line = ScheduleLine(entry: former, cursor: memory.cursor, handledThrough: memory.handledThrough)
        let isWrong = trouble[former.key.workflow] != nil
        let reason = "the schedule was changed while \(isWrong ? "the file was wrong" : "gantryd was not running")"
        line.backlog = [.init(through: now, treatment: .changed(reason))]
        let account = line.finish(at: now)
        changed[former.key.workflow, default: 0] += account.changed
        part(former.key.workflow) { $0.occurrences += account.occurrences }
    }

    /// Ends what is known of triggers that are no more.
    private mutating func settle(_ absentees: Absentees, _ now: Instant, because when: String) {
        let present = Set(lines.keys.map(\.workflow)).union(absentees.present)
        for (key, absent) in unsettled {
            let memory = absent.memory
            let isRemoved = absentees.removed.contains(key.workflow)
            guard isRemoved || present.contains(key.workflow) else { continue }
            unsettled[key] = nil
            part(key.workflow) { $0.gone.insert(key.trigger) }
            guard let timetable = memory.timetable else { continue }
            let entry = ScheduleEntry(key: key, timetable: timetable)
            guard isRemoved else {
                retire(entry, memory, now)
                continue
            }
            var line = ScheduleLine(entry: entry, cursor: memory.cursor, handledThrough: memory.handledThrough)
            let reason = trouble[key.workflow]
            let treatment: Treatment =
                reason.map { .catchUp(.wrong($0)) } ?? .changed("the workflow was removed \(when)")
            line.entry = ScheduleEntry(key: key, timetable: timetable, catchUp: .none)
            line.backlog = [.init(through: now, treatment: treatment)]
            let account = line.finish(at: now)
            part(key.workflow) { $0.occurrences += account.occurrences }
        }
        trouble.merge(absentees.trouble) { _, new in new }
        trouble = trouble.filter { workflow, _ in unsettled.keys.contains { $0.workflow == workflow } }
    }

    /// A workflow whose schedule was edited while nobody was there counts as missed once.
    private mutating func makeUpForChanges(_ now: Instant) {
        for (workflow, count) in changed where count > 0 {
            let line = lines.values.filter { $0.entry.key.workflow == workflow && $0.entry.catchUp.policy != .none }
                .min { $0.entry.key < $1.entry.key }
            guard let line else { continue }
            let planned = line.occurrence(at: now, now)
            let occurrence = Occurrence(
                workflow: workflow, trigger: planned.trigger, key: "changed \(now)", plannedAt: now, observedAt: now,
                payload: planned.payload)
            part(workflow) { $0.occurrences.append(PlannedOccurrence(occurrence, fate: .run(.joining))) }
        }
        changed = [:]
    }

    private mutating func reload(
        _ entries: [ScheduleEntry], _ absentees: Absentees, _ now: Instant
    ) -> Set<TriggerKey> {
        var touched: Set<TriggerKey> = []
        let wanted = Set(entries.map(\.key))
        let present = Set(wanted.map(\.workflow)).union(absentees.present)
        for (key, line) in lines where !wanted.contains(key) {
            if present.contains(key.workflow) {
                finish(key, now)
                part(key.workflow) { $0.gone.insert(key.trigger) }
            } else {
                let memory = KnownSchedule(
                    cursor: line.cursor, timetable: line.entry.timetable, handledThrough: line.handledThrough)
                unsettled[key] = Absent(memory: memory, hasStayed: true)
            }
            lines[key] = nil
        }
        for entry in entries {
            if let absent = unsettled.removeValue(forKey: entry.key) {
                let reason = trouble[entry.key.workflow] ?? "the file could not be used"
                begin(entry, absent.memory, absent.hasStayed ? .run : .catchUp(.wrong(reason)), now)
            } else if let line = lines[entry.key] {
                guard line.entry != entry else { continue }
                if line.entry.timetable.stored == entry.timetable.stored {
                    lines[entry.key]?.entry = entry
                    lines[entry.key]?.look()
                } else {
                    finish(entry.key, now)
                    // What it named before is accounted for, even ahead of a clock that was put back.
                    let cursor = max(now, lines[entry.key]?.cursor ?? now)
                    put(ScheduleLine(entry: entry, cursor: cursor, handledThrough: line.handledThrough))
                }
            } else {
                put(ScheduleLine(entry: entry, cursor: now))
            }
            touched.insert(entry.key)
        }
        settle(absentees, now, because: "while its file was wrong")
        makeUpForChanges(now)
        return touched
    }

    /// Accounts for a trigger up to now by what it was, since it is something else from now on.
    private mutating func finish(_ key: TriggerKey, _ now: Instant) {
        guard var line = lines[key], line.next.map({ $0 <= now }) ?? false else { return }
        let zone = line.entry.timetable.zone
        let reason = "the schedule was changed at \(zone.spoken(now, seenFrom: now))"
        line.backlog = line.backlog.map { .init(through: $0.through, treatment: .changed(reason)) }
        let account = line.finish(at: now)
        lines[key] = line
        part(key.workflow) { $0.occurrences += account.occurrences }
    }
}

// MARK: - The clock

extension ScheduleMachine {
    /// Takes account of a clock that was set, or stood still, since the last reading; gives the triggers that have to be
    /// looked at.
    private mutating func follow(_ reading: ClockReading) -> Set<TriggerKey> {
        guard let last else { return [] }
        let now = reading.now
        let step = self.step(from: last, to: reading)
        if step + Self.largeStep < .zero {
            for line in lines.values where line.cursor > now {
                let handled = max(line.cursor, line.handledThrough)
                put(ScheduleLine(entry: line.entry, cursor: now, handledThrough: handled))
            }
            return Set(lines.keys)
        }
        guard step < Self.smallStep else {
            // The minute that the clock was set into is not skipped.
            let end = Instant(secondsSinceEpoch: now.secondsSinceEpoch.floorDivided(by: 60) * 60) - .nanoseconds(1)
            for key in lines.keys {
                lines[key]?.backlog += [
                    .init(through: now - step, treatment: .run), .init(through: end, treatment: .skipped(by: step)),
                ]
            }
            return Set(lines.keys)
        }
        let due = takeDue(now)
        for key in due {
            guard let line = lines[key], line.backlog.isEmpty, let next = line.next, now - next > Self.smallStep else {
                continue
            }
            // Late without a step: the machine slept.
            let asleep = Treatment.catchUp(.asleep(since: last.now))
            lines[key]?.backlog = [.init(through: now, treatment: asleep)]
        }
        return due
    }

    /// By how much the clock was set: what it went on, less the time that passed.
    private func step(from last: ClockReading, to reading: ClockReading) -> Duration {
        let shown = reading.now - last.now
        guard let before = last.uptime, let after = reading.uptime else { return min(shown, .zero) }
        return shown - (after - before)
    }

    /// The lines whose time has come. Alarms that lines have left behind go with them.
    private mutating func takeDue(_ now: Instant) -> Set<TriggerKey> {
        var due: Set<TriggerKey> = []
        while let alarm = alarms.min, alarm.due <= now {
            alarms.removeMin()
            if lines[alarm.key]?.next == alarm.due { due.insert(alarm.key) }
        }
        return due
    }
}

// MARK: - Plan

extension ScheduleMachine {
    private mutating func plan(at now: Instant, _ touched: Set<TriggerKey>) -> SchedulePlan {
        var accounts: [String: [(key: TriggerKey, account: ScheduleLine.Account)]] = [:]
        for key in touched.sorted() {
            guard var line = lines[key] else { continue }
            let cursor = line.cursor
            let account = line.advance(to: now)
            lines[key] = line
            if let next = line.next { alarms.insert(Alarm(due: next, key: key)) }
            guard line.cursor != cursor else { continue }
            part(key.workflow) { $0.marks[key.trigger] = line.mark }
            accounts[key.workflow, default: []].append((key, account))
        }
        for (workflow, accounts) in accounts { join(accounts, of: workflow, now) }
        compact()
        let parts = parts.values.sorted { $0.workflow < $1.workflow }
        return SchedulePlan(parts: parts, nextDue: nextDue)
    }

    /// Puts what the triggers of a workflow have come to together: of all that they missed, the latest runs.
    private mutating func join(
        _ accounts: [(key: TriggerKey, account: ScheduleLine.Account)], of workflow: String, _ now: Instant
    ) {
        let latest = accounts.compactMap { key, account in account.latest.map { (at: $0, key: key) } }
            .max { ($0.at, $0.key) < ($1.at, $1.key) }
        var occurrences = parts[workflow]?.occurrences ?? []
        for (_, account) in accounts { occurrences += account.occurrences }
        guard let latest, let line = lines[latest.key] else {
            // The one that runs in the place of all comes with a later plan.
            let missed = accounts.flatMap(\.account.missed)
            occurrences += missed.map { $0.ended(.coalesced, "catch_up: last runs only the latest one") }
            return part(workflow) { $0.occurrences = occurrences }
        }
        let winner = occurrences.count
        occurrences.append(PlannedOccurrence(line.occurrence(at: latest.at, now), fate: .run(.joining)))
        for (key, account) in accounts {
            occurrences += account.missed.compactMap { missed in
                guard key == latest.key, missed.last == latest.at else { return missed.coalesced(into: winner) }
                // All but the last of the stretch.
                let before = line.entry.timetable.latest(
                    1, after: missed.occurrence.plannedAt - .nanoseconds(1), through: latest.at - .nanoseconds(1))
                guard missed.count > 1, let last = before.last else { return nil }
                return missed.coalesced(into: winner, through: last, count: missed.count - 1)
            }
        }
        part(workflow) { $0.occurrences = occurrences }
    }

    /// Alarms that lines have left behind are few, or are thrown away.
    private mutating func compact() {
        while let alarm = alarms.min, lines[alarm.key]?.next != alarm.due { alarms.removeMin() }
        guard alarms.count > 2 * lines.count + 64 else { return }
        alarms = Heap(lines.compactMap { key, line in line.next.map { Alarm(due: $0, key: key) } })
    }

    private var nextDue: Instant? { alarms.min?.due }
}

extension PlannedOccurrence {
    fileprivate func ended(_ verdict: Verdict, _ reason: String) -> PlannedOccurrence {
        PlannedOccurrence(
            occurrence, fate: .ended(verdict, reason), through: last, count: count, following: follows, times: times)
    }

    fileprivate func coalesced(
        into index: Int, through last: Instant? = nil, count: Int? = nil
    ) -> PlannedOccurrence {
        PlannedOccurrence(
            occurrence, fate: .coalesced(into: index), through: last ?? self.last, count: count ?? self.count,
            following: follows, times: times)
    }
}
