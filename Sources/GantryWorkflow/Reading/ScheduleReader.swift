import GantryCore
import GantryTime
import GantryYAML

extension TriggerReader {
    /// The keys that go with `schedule` and `rrule` alone.
    static let scheduleKeys = ["timezone", "catch_up", "starting", "ending", "except", "only", "roll"]

    /// `schedule: daily 08:00`.
    func schedule(_ fields: FieldReader, id: String?) -> Trigger? {
        let schedule = fields.required("schedule", .schedule)
        let days = DayKeys(fields, starting: fields.optional("starting", .date))
        fields.note("at", hint: "'at' goes with 'rrule'; here the time stands in the schedule: daily 08:00")
        if let schedule, schedule.needsStart, days.starting == nil {
            if fields.node("starting").map(\.isNull) ?? true {
                fields.fail(
                    "schedule", .scheduleNeedsStart, "'\(schedule.text)' does not say from which day it counts",
                    hint: "add 'starting: 2026-01-05', the first day" + Self.daily(schedule))
            }
            return nil
        }
        guard let schedule else { return nil }
        return trigger(id ?? "schedule \(schedule.text)", schedule, days, "schedule", fields)
    }

    /// Who writes `every 1d` wants a time of day.
    private static func daily(_ schedule: Schedule) -> String {
        schedule.text == "every 1d" ? ", or write daily 08:00" : ""
    }

    /// `rrule: "FREQ=MONTHLY;BYDAY=1TU"`, with `at` and `starting`.
    func rule(_ fields: FieldReader, id: String?) -> Trigger? {
        let time = fields.optional("at", .timeOfDay)
        let schedule = fields.required("rrule", .rule(at: time ?? .midnight))
        let days = DayKeys(fields, starting: fields.required("starting", .date))
        guard let schedule, days.starting != nil else { return nil }
        return trigger(id ?? "rrule \(schedule.text)", schedule, days, "rrule", fields)
    }

    private func trigger(
        _ id: String, _ schedule: Schedule, _ days: DayKeys, _ key: String, _ fields: FieldReader
    ) -> Trigger? {
        guard days.areSound else { return nil }
        let trigger = ScheduleTrigger(
            schedule.form, timeZone: (days.zone ?? settings.timeZone).identifier, catchUp: days.catchUp ?? .last,
            starting: days.starting, ending: days.ending, except: days.except, onlyWorkingDays: days.isOnlyWorking,
            roll: days.roll)
        guard isEverMet(trigger, schedule, key, fields) else { return nil }
        return Trigger(id: id, kind: .schedule(trigger))
    }

    /// Whether it runs on any day at all, which a rule, or what `only` and `except` leave of it, may not.
    private func isEverMet(_ trigger: ScheduleTrigger, _ schedule: Schedule, _ key: String, _ fields: FieldReader)
        -> Bool
    {
        do {
            let timetable = try Timetable(trigger, schedule, calendar: settings.calendar)
            let isPlain =
                trigger.starting == nil && trigger.ending == nil && trigger.except.isEmpty && !trigger.onlyWorkingDays
            // The calendar repeats itself, so that what does not run in these centuries never does.
            let start = trigger.starting.map(timetable.zone.start(of:)) ?? Instant(secondsSinceEpoch: 946_684_800)
            if isPlain || timetable.nextRun(after: start - .seconds(1)) != nil { return true }
            fields.fail(
                key, .scheduleNeverFires, "'\(schedule.text)' never runs: no day of it is left",
                hint: "look at \(Self.scheduleKeys[2...5].filter(fields.keys.contains).joined(separator: ", "))")
        } catch let problem as ScheduleProblem {
            guard problem.code == .scheduleNeverFires else {
                // Of the schedules that can be read only those that are no times of day cannot be moved.
                fields.fail("roll", problem.code, problem.message, hint: problem.hint)
                return false
            }
            fields.fail(key, problem.code, problem.message, hint: problem.hint)
        } catch {
            fields.fail(key, .badSchedule, "\(error)")
        }
        return false
    }
}

/// What may stand beside a schedule of either form.
private struct DayKeys {
    let zone: ZoneRules?
    let catchUp: CatchUp?
    let starting: LocalDate?
    let ending: LocalDate?
    let except: [ClosedRange<LocalDate>]
    let isOnlyWorking: Bool
    let roll: ScheduleTrigger.Roll?
    /// Whether each could be read, and they go together.
    let areSound: Bool

    init(_ fields: FieldReader, starting: LocalDate?) {
        zone = fields.optional("timezone", .timeZone)
        catchUp = fields.optional("catch_up", .catchUp)
        ending = fields.optional("ending", .date)
        let ranges = fields.optional("except", .dateRanges)
        let only = fields.optional("only", .oneOf(["working_days"]))
        roll = fields.optional("roll", .oneOf(ScheduleTrigger.Roll.self))
        (self.starting, except, isOnlyWorking) = (starting, ranges ?? [], only != nil)
        fields.note("settle", hint: "'settle' goes with 'project' and 'files'")
        fields.note("with", hint: "'with' goes with 'event'")
        var areSound = true
        if let starting, let ending, ending < starting {
            fields.fail(
                "ending", .wrongTrigger, "it ends on \(ending), before it starts on \(starting)",
                hint: "'ending' is the last day")
            areSound = false
        }
        if isOnlyWorking, roll != nil {
            fields.fail(
                "roll", .wrongTrigger, "'only' and 'roll' cannot stand together",
                hint: "'only' leaves out what falls on other days, 'roll' moves it: keep one")
            areSound = false
        }
        self.areSound = areSound
    }
}

extension Schema where T == Schedule {
    /// `FREQ=MONTHLY;BYDAY=1TU`.
    fileprivate static func rule(at time: LocalTime) -> Schema<Schedule> {
        let text = Schema<String>.text
        return Schema(name: "a rule such as FREQ=MONTHLY;BYDAY=1TU", shape: .nonEmptyText) { node, collector in
            guard let text = text.read(node, collector) else { return nil }
            do throws(ScheduleProblem) {
                return try Schedule(rule: text, at: time)
            } catch {
                collector.error(
                    error.code, at: node, offset: error.offset, length: error.length, error.message, hint: error.hint)
                return nil
            }
        }
    }
}

extension Schema where T == LocalTime {
    /// `08:00`.
    fileprivate static var timeOfDay: Schema<LocalTime> {
        Schema<String>.text.shaped(.text("time_of_day", Pattern.whole("(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")))
            .compactMap(name: "a time of day such as 08:00") { LocalTime($0) }
    }
}

extension Schema where T == [ClosedRange<LocalDate>] {
    /// `2026-12-24`, `2026-12-21..2027-01-03`, or a list of such.
    fileprivate static var dateRanges: Schema<[ClosedRange<LocalDate>]> { .oneOrList(of: .dateRange) }
}

extension Schema where T == ClosedRange<LocalDate> {
    fileprivate static var dateRange: Schema<ClosedRange<LocalDate>> {
        let name = "a date, or two such as 2026-12-21..2027-01-03"
        let shape = Shape.text("dates", Pattern.whole("\(Pattern.date)(?:\\.\\.\(Pattern.date))?"))
        return Schema(name: name, shape: shape) { node, collector in
            guard let text = node.text else { return collector.refuse(node, wanted: name) }
            guard let dots = text.firstRange(of: "..") else {
                return Schema<LocalDate>.date.read(node, collector).map { $0...$0 }
            }
            let ends = [text[..<dots.lowerBound], text[dots.upperBound...]].map { LocalDate(String($0)) }
            guard let first = ends[0], let last = ends[1] else {
                collector.error(.wrongForm, at: node, "\(node.spoken) is not \(name)")
                return nil
            }
            guard first <= last else {
                collector.error(
                    .wrongForm, at: node, "\(node.spoken) ends before it begins", hint: "write \(last)..\(first)")
                return nil
            }
            return first...last
        }
    }
}

extension Schema where T == CatchUp {
    /// `last`, or `{ policy: all, max: 20, max_age: 2d }`.
    static var catchUp: Schema<CatchUp> {
        let word = Schema<CatchUp.Policy>.oneOf()
        let record = Schema<CatchUp>.record("catch_up") { fields in
            let policy = fields.required("policy", .oneOf(CatchUp.Policy.self))
            let most = fields.optional("max", .count(1...10_000, "a number from 1 to 10000"))
            let age = fields.optional("max_age", .duration)
            guard let policy else { return nil }
            if most != nil, policy != .all {
                fields.fail("max", .wrongTrigger, "'max' goes with 'policy: all'", hint: "leave it out")
            }
            if age != nil, policy == .none {
                fields.fail(
                    "max_age", .wrongTrigger, "with 'policy: none' nothing is made up for", hint: "leave it out")
            }
            return CatchUp(policy, max: most ?? CatchUp.defaultMax, maxAge: age)
        }
        return Schema(name: word.name, shape: .either(word.shape, record.shape)) { node, collector in
            node.entries == nil ? word.read(node, collector).map { CatchUp($0) } : record.read(node, collector)
        }
    }
}

extension Schema where T == Int {
    /// A whole number within bounds.
    static func count(_ range: ClosedRange<Int>, _ name: String) -> Schema<Int> {
        Schema<Int>.int.shaped(
            .number(
                nil, "^[0-9]+$", .init(atLeast: range.lowerBound, atMost: range.upperBound, isWhole: true))
        ).compactMap(name: name) { range.contains($0) ? $0 : nil }
    }
}
