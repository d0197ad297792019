import GantryCore
import GantryTime

/// One schedule trigger: how far it has come, and how what lies behind is accounted for.
struct ScheduleLine: Sendable {
    /// A stretch of time, up to and with `through`, that is accounted for in some way.
    struct Span: Sendable {
        let through: Instant
        let treatment: Treatment
    }

    /// What has come of some time.
    struct Account {
        var occurrences: [PlannedOccurrence] = []
        /// Stretches of which a later occurrence runs in the place of all.
        var missed: [PlannedOccurrence] = []
        /// The latest instant that was missed, which runs unless another trigger of the workflow has a later one.
        var latest: Instant?
        /// How many slots went by what was edited away.
        var changed = 0
    }

    /// Occurrences of one trigger in one plan at most that are admitted one by one, so that a transaction stays small.
    static let limit = 1_000

    var entry: ScheduleEntry
    var cursor: Instant
    /// Ascending; from the cursor on.
    var backlog: [Span] = []
    /// Up to here instants may have rows already: a clock was put back over them.
    var handledThrough: Instant
    private(set) var next: Instant?
    /// The timetable as text.
    private(set) var times: String
    /// The last slot that has been accounted for, where that is known.
    private var follows: Instant?

    init(entry: ScheduleEntry, cursor: Instant, handledThrough: Instant? = nil) {
        (self.entry, self.cursor) = (entry, cursor)
        (self.handledThrough, times) = (handledThrough ?? cursor, entry.timetable.stored)
        look()
    }

    mutating func look() { next = entry.timetable.next(after: cursor)?.at }

    var mark: SchedulePlan.Mark { .init(cursor: cursor, times: times) }

    /// Accounts for the time up to now, or as far as one plan goes.
    mutating func advance(to now: Instant) -> Account {
        var account = Account()
        guard let next, next <= now else {
            backlog = []
            return account
        }
        let spans = backlog + [Span(through: now, treatment: .run)]
        backlog = []
        for (index, span) in spans.enumerated() where span.through > cursor {
            let end = min(span.through, now)
            guard take(through: end, span.treatment, now, &account) else {
                // The rest is for the next plan.
                backlog = spans[index...].filter { $0.through > cursor }
                break
            }
        }
        look()
        return account
    }

    /// Accounts for all of the time up to now, however much that is: nothing of it is looked at again.
    mutating func finish(at now: Instant) -> Account {
        var whole = advance(to: now)
        while let next, next <= now {
            let part = advance(to: now)
            whole.occurrences += part.occurrences
            whole.changed += part.changed
        }
        return whole
    }

    /// - Returns: whether all of it is accounted for.
    private mutating func take(
        through end: Instant, _ treatment: Treatment, _ now: Instant, _ account: inout Account
    ) -> Bool {
        let timetable = entry.timetable
        let kept = firstMadeUp(treatment, through: end, now)
        let latest = lastMadeUp(kept)
        // Where rows may be there already, each instant is held against them by itself.
        for (end, isKnown) in [(min(end, handledThrough), true), (end, false)] where end > cursor {
            for stretch in timetable.stretches(after: cursor, through: end) {
                guard stretch.fate == .runs && runsEach(treatment) || isKnown && stretch.count > 1 else {
                    take(stretch, treatment, kept, latest, now, &account)
                    continue
                }
                guard takeEach(of: stretch, treatment, kept, latest, now, &account) else { return false }
            }
        }
        if let latest { account.latest = latest }
        return true
    }

    /// Takes a stretch slot by slot.
    private mutating func takeEach(
        of stretch: Timetable.Stretch, _ treatment: Treatment, _ kept: Instant?, _ latest: Instant?, _ now: Instant,
        _ account: inout Account
    ) -> Bool {
        while let slot = entry.timetable.next(after: cursor), slot.at <= stretch.last {
            guard account.occurrences.count + account.missed.count < Self.limit else { return false }
            let single = Timetable.Stretch(first: slot.at, last: slot.at, count: 1, fate: slot.fate)
            take(single, treatment, kept, latest, now, &account)
        }
        return true
    }

    private mutating func take(
        _ stretch: Timetable.Stretch, _ treatment: Treatment, _ kept: Instant?, _ latest: Instant?, _ now: Instant,
        _ account: inout Account
    ) {
        defer { (follows, cursor) = (stretch.last, stretch.last) }
        switch stretch.fate {
        case .holiday(let reason): return account.occurrences.append(row(stretch, .ended(.holiday, reason), now))
        case .outside(let reason): return account.occurrences.append(row(stretch, .ended(.outside, reason), now))
        case .coalesced:
            let reason = "rolled onto a day that has one already"
            return account.occurrences.append(row(stretch, .ended(.coalesced, reason), now))
        case .runs: break
        }
        switch treatment {
        case .run: account.occurrences.append(row(stretch, .run(.joining), now))
        case .changed(let reason):
            account.changed += stretch.count
            account.occurrences.append(row(stretch, .ended(.changed, reason), now))
        case .skipped(let step):
            guard step > ScheduleMachine.largeStep || !entry.timetable.isFixedTime else {
                return account.occurrences.append(row(stretch, .run(.joining), now))
            }
            let why =
                entry.timetable.isFixedTime
                ? "more than 3 hours, taken as the new time" : "intervals are not made up for"
            let reason = "the clock was set forward over it, by \(step.rounded): \(why)"
            account.occurrences.append(row(stretch, .ended(.missed, reason), now))
        case .catchUp(let absence):
            makeUp(for: stretch, absence, kept, latest, now, &account)
        }
    }

    // MARK: Catching up

    private mutating func makeUp(
        for stretch: Timetable.Stretch, _ absence: Treatment.Absence, _ kept: Instant?, _ latest: Instant?,
        _ now: Instant, _ account: inout Account
    ) {
        let zone = entry.timetable.zone
        let text = absence.text(in: zone, now: now)
        switch entry.catchUp.policy {
        case .none:
            let reason = absence.verdict == .fileWrong ? text : "\(text); catch_up: none"
            account.occurrences.append(row(stretch, .ended(absence.verdict, reason), now))
        case .last:
            guard latest != nil else {
                let reason = "\(text); catch_up: last, \(entry.catchUp.writtenBounds)"
                return account.occurrences.append(row(stretch, .ended(.missed, reason), now))
            }
            account.missed.append(row(stretch, .run(.making), now))
        case .all:
            guard let kept, kept <= stretch.last else {
                let reason = "\(text); catch_up: all, \(entry.catchUp.writtenBounds)"
                return account.occurrences.append(row(stretch, .ended(.missed, reason), now))
            }
            let older = entry.timetable.latest(
                1, after: stretch.first - .nanoseconds(1), through: kept - .nanoseconds(1))
            if let last = older.last {
                let due = entry.timetable.latest(.max, after: last, through: stretch.last)
                let reason = "\(text); catch_up: all, \(entry.catchUp.writtenBounds)"
                let part = Timetable.Stretch(
                    first: stretch.first, last: last, count: stretch.count - due.count, fate: .runs)
                account.occurrences.append(row(part, .ended(.missed, reason), now))
                for instant in due { account.occurrences.append(each(instant, now)) }
            } else {
                for instant in entry.timetable.latest(
                    .max, after: stretch.first - .nanoseconds(1), through: stretch.last)
                {
                    account.occurrences.append(each(instant, now))
                }
            }
        }
    }

    private func each(_ instant: Instant, _ now: Instant) -> PlannedOccurrence {
        row(Timetable.Stretch(first: instant, last: instant, count: 1, fate: .runs), .run(.making), now)
    }

    /// The first of those that `catch_up: all` makes up for; nil: it makes up for none.
    private func firstMadeUp(_ treatment: Treatment, through end: Instant, _ now: Instant) -> Instant? {
        guard case .catchUp = treatment, entry.catchUp.policy != .none else { return nil }
        let most = entry.catchUp.policy == .last ? 1 : entry.catchUp.max
        let latest = entry.timetable.latest(most, after: cursor, through: end)
        guard let age = entry.catchUp.maxAge else { return latest.first }
        return latest.first { $0 >= now - age }
    }

    /// The one that `catch_up: last` makes up for; nil: it makes up for none.
    private func lastMadeUp(_ kept: Instant?) -> Instant? {
        entry.catchUp.policy == .last ? kept : nil
    }

    /// Whether slots are asked for one by one.
    private func runsEach(_ treatment: Treatment) -> Bool {
        switch treatment {
        case .run: true
        case .skipped(let step): step <= ScheduleMachine.largeStep && entry.timetable.isFixedTime
        case .catchUp, .changed: false
        }
    }

    // MARK: Rows

    private func row(
        _ stretch: Timetable.Stretch, _ fate: PlannedOccurrence.Fate, _ now: Instant
    ) -> PlannedOccurrence {
        PlannedOccurrence(
            occurrence(at: stretch.first, now), fate: fate, through: stretch.last, count: stretch.count,
            following: follows, times: times)
    }

    func occurrence(at instant: Instant, _ now: Instant) -> Occurrence {
        Occurrence(
            workflow: entry.key.workflow, trigger: entry.key.trigger, key: instant.description, plannedAt: instant,
            observedAt: now,
            payload: .map(["kind": "schedule", "at": .text(entry.timetable.zone.text(of: instant))]))
    }
}

extension CatchUp {
    /// `max: 20, max_age: 2d`.
    fileprivate var writtenBounds: String {
        bounds.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
}
