import GantryCore
import GantrySystem
import GantryTime
import Testing

@testable import GantryTriggers

/// What became of one instant.
struct Judged {
    let occurrence: Occurrence
    let verdict: Verdict
    let reason: String
}

/// Drives a machine as the service does, on a clock that a test sets.
struct Driver {
    var machine = ScheduleMachine()
    /// What the store holds: the verdicts, by trigger and key. Nothing may be planned twice unless said so.
    var verdicts: [String: Judged] = [:]
    var known: [TriggerKey: KnownSchedule] = [:]
    var nextDue: Instant?
    var now: Instant
    var uptime: Duration = .seconds(1000)
    var order: [String] = []
    /// How many rows the ledger has got.
    var rows = 0

    init(at now: String) throws { self.now = try GantryTriggersTests.at(now) }

    var reading: ClockReading { ClockReading(now: now, uptime: uptime) }
    var cursors: [TriggerKey: Instant] { known.mapValues(\.cursor) }

    mutating func take(_ plan: SchedulePlan) {
        for part in plan.parts {
            let judged = part.occurrences.flatMap(Self.judged).sorted {
                ($0.occurrence.plannedAt, $0.occurrence.trigger) < ($1.occurrence.plannedAt, $1.occurrence.trigger)
            }
            rows += part.occurrences.count
            for one in judged {
                let key = "\(one.occurrence.trigger) \(one.occurrence.key)"
                order.append(key)
                #expect(verdicts[key] == nil, "\(key) was planned before")
                #expect(one.occurrence.plannedAt <= now)
                verdicts[key] = one
            }
            for (trigger, mark) in part.marks {
                known[TriggerKey(workflow: part.workflow, trigger: trigger)] = KnownSchedule(
                    cursor: mark.cursor, timetable: try? Timetable(stored: mark.times, calendar: .standard))
            }
            for trigger in part.gone { known[TriggerKey(workflow: part.workflow, trigger: trigger)] = nil }
        }
        nextDue = plan.nextDue
    }

    /// Each instant of a row.
    private static func judged(_ planned: PlannedOccurrence) -> [Judged] {
        let (verdict, reason): (Verdict, String) =
            switch planned.fate {
            case .run: (.ran, "")
            case .coalesced: (.coalesced, "")
            case .ended(let verdict, let reason): (verdict, reason)
            }
        let occurrence = planned.occurrence
        guard planned.count > 1, let times = planned.times,
            let timetable = try? Timetable(stored: times, calendar: .standard)
        else { return [Judged(occurrence: occurrence, verdict: verdict, reason: reason)] }
        var instants: [Instant] = []
        var last = occurrence.plannedAt - .nanoseconds(1)
        while let next = timetable.next(after: last)?.at, next <= planned.last {
            instants.append(next)
            last = next
        }
        #expect(instants.count == planned.count)
        #expect(instants.first == occurrence.plannedAt && instants.last == planned.last)
        return instants.map { instant in
            let one = Occurrence(
                workflow: occurrence.workflow, trigger: occurrence.trigger, key: instant.description,
                plannedAt: instant, observedAt: occurrence.observedAt, payload: .null)
            return Judged(occurrence: one, verdict: verdict, reason: reason)
        }
    }

    mutating func start(_ entries: [ScheduleEntry], down: DownSince? = nil, _ absentees: Absentees = Absentees()) {
        machine = ScheduleMachine()
        take(machine.on(.started(entries, known: known, down: down, absentees, reading)))
        settle()
    }

    mutating func reload(_ entries: [ScheduleEntry], _ absentees: Absentees = Absentees()) {
        take(machine.on(.reloaded(entries, absentees, reading)))
        settle()
    }

    mutating func tick() {
        take(machine.on(.tick(reading)))
        settle()
    }

    mutating func settle() {
        while let due = nextDue, due <= now { take(machine.on(.tick(reading))) }
    }

    /// Time goes by, with a tick at each due instant.
    mutating func pass(until end: String) throws {
        let end = try GantryTriggersTests.at(end)
        while let due = nextDue, due <= end {
            uptime += due - now
            now = due
            tick()
        }
        uptime += end - now
        now = end
    }

    /// The clock is set, and the daemon is woken at once.
    mutating func set(_ text: String) throws {
        now = try GantryTriggersTests.at(text)
        tick()
    }

    /// The daemon is down, or the machine asleep, until then.
    mutating func absent(until text: String) throws {
        let end = try GantryTriggersTests.at(text)
        uptime += end - now
        now = end
    }

    /// Keys of what ran, and of what did not with its verdict.
    var ran: [String] { order.filter { verdicts[$0]?.verdict == .ran } }

    func refused(_ verdict: Verdict) -> [String] { order.filter { verdicts[$0]?.verdict == verdict } }
}

func entry(
    _ text: String, _ catchUp: CatchUp = .last, zone: ZoneRules = .utc, id: String = "t"
) throws -> ScheduleEntry {
    ScheduleEntry(
        key: TriggerKey(workflow: "w", trigger: id), timetable: try Timetable(Schedule(text), in: zone),
        catchUp: catchUp)
}
