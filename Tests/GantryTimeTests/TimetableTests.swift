import GantryCore
import GantryTestSupport
import Testing

@testable import GantryTime

/// A timetable in Amsterdam, unless another zone is named; Christmas 2026 and New Year are holidays.
func timetable(
    _ text: String, zone: String = "Europe/Amsterdam", starting: String? = nil, ending: String? = nil,
    except: [String] = [], only: Bool = false, roll: ScheduleTrigger.Roll? = nil,
    holidays: [String] = ["2026-12-25", "2027-01-01"], places: [String: String] = [:]
) throws -> Timetable {
    let calendar = WorkingCalendar(
        week: WorkingCalendar.standard.week, holidays: Set(try holidays.map { try day($0) }))
    let rules = DayRules(
        starting: try starting.map { try day($0) }, ending: try ending.map { try day($0) },
        except: try except.map { text in
            let ends = text.split(separator: "/").map(String.init)
            return try day(ends[0])...day(ends[ends.count - 1])
        }, onlyWorkingDays: only, roll: roll, calendar: calendar,
        places: Dictionary(uniqueKeysWithValues: try places.map { (try day($0), $1) }))
    let schedule =
        text.hasPrefix("FREQ") ? try Schedule(rule: text, at: try #require(LocalTime("10:00"))) : try Schedule(text)
    return try Timetable(schedule, in: ZoneRules.load(zone), rules)
}

/// The slots of a timetable as a table shows them: `2026-12-24T08:00 runs`, with the note behind.
func slots(of timetable: Timetable, after: String, through: String) throws -> [String] {
    var (result, last, end): ([String], Instant, Instant) = ([], try at(after), try at(through))
    while let slot = timetable.next(after: last), slot.at <= end {
        let time = timetable.zone.localTime(at: slot.at).description.prefix(16)
        result.append("\(time) \(slot.fate.word)" + (slot.note.map { "; \($0)" } ?? ""))
        last = slot.at
    }
    return result
}

extension Timetable.Fate {
    var word: String {
        switch self {
        case .runs: "runs"
        case .holiday(let reason): "holiday: \(reason)"
        case .outside(let reason): "outside: \(reason)"
        case .coalesced: "coalesced"
        }
    }
}

@Suite("Timetables")
struct TimetableTests {
    @Test("only: working_days lets other slots pass, as holiday with the day's reason")
    func only() throws {
        let table = try timetable("daily 08:00", only: true, places: ["2026-12-25": "gantry.yaml:4"])
        #expect(
            try slots(of: table, after: "2026-12-24T00:00Z", through: "2026-12-28T12:00Z") == [
                "2026-12-24T08:00 runs", "2026-12-25T08:00 holiday: Fri 25 Dec is a holiday (gantry.yaml:4)",
                "2026-12-26T08:00 holiday: Sat 26 Dec is not a working day",
                "2026-12-27T08:00 holiday: Sun 27 Dec is not a working day", "2026-12-28T08:00 runs",
            ])
        #expect(try table.nextRun(after: at("2026-12-24T12:00Z"))?.at == at("2026-12-28T07:00Z"))
    }

    @Test("days before starting, after ending and in except are outside, inclusive, in the trigger's zone")
    func outside() throws {
        let table = try timetable(
            "daily 08:00", starting: "2026-12-03", ending: "2026-12-08",
            except: ["2026-12-05", "2026-12-06/2026-12-07"])
        #expect(
            try slots(of: table, after: "2026-12-02T00:00Z", through: "2026-12-09T12:00Z") == [
                "2026-12-02T08:00 outside: before starting: 2026-12-03", "2026-12-03T08:00 runs",
                "2026-12-04T08:00 runs", "2026-12-05T08:00 outside: except: 2026-12-05..2026-12-07",
                "2026-12-06T08:00 outside: except: 2026-12-05..2026-12-07",
                "2026-12-07T08:00 outside: except: 2026-12-05..2026-12-07", "2026-12-08T08:00 runs",
                "2026-12-09T08:00 outside: after ending: 2026-12-08",
            ])
        #expect(try table.nextRun(after: at("1999-01-01T00:00Z"))?.at == at("2026-12-03T07:00Z"))
        #expect(try table.nextRun(after: at("2026-12-04T12:00Z"))?.at == at("2026-12-08T07:00Z"))
        #expect(try table.nextRun(after: at("2026-12-08T12:00Z")) == nil)
        #expect(
            try table.latest(2, after: at("2000-01-01T00:00Z"), through: at("2200-01-01T00:00Z")).map(\.description)
                == ["2026-12-04T07:00:00Z", "2026-12-08T07:00:00Z"])
        // Midnight of Amsterdam, not of Greenwich.
        let early = try timetable("daily 00:30", starting: "2026-12-03")
        #expect(try early.nextRun(after: at("2026-12-01T00:00Z"))?.at == at("2026-12-02T23:30Z"))
        let one = try timetable("daily 08:00", except: ["2026-12-24"])
        #expect(try one.next(after: at("2026-12-24T00:00Z"))?.fate == .outside("except: 2026-12-24"))
    }

    @Test("roll: next moves a slot to the next working day, same local time; the planned instant is the moved one")
    func rollNext() throws {
        let table = try timetable("0 8 25 * *", roll: .next)
        #expect(
            try slots(of: table, after: "2026-12-01T00:00Z", through: "2027-03-31T00:00Z") == [
                "2026-12-28T08:00 runs; rolled from Fri 25 Dec, holiday", "2027-01-25T08:00 runs",
                "2027-02-25T08:00 runs", "2027-03-25T08:00 runs",
            ])
        #expect(
            try slots(of: timetable("0 8 1 5 *", roll: .next), after: "2027-01-01T00:00Z", through: "2027-06-01T00:00Z")
                == ["2027-05-03T08:00 runs; rolled from Sat 1 May, not a working day"])
    }

    @Test("roll: previous moves a slot to the working day before")
    func rollPrevious() throws {
        let table = try timetable("0 8 L * *", roll: .previous)
        #expect(
            try slots(of: table, after: "2026-12-01T00:00Z", through: "2027-03-01T00:00Z") == [
                "2026-12-31T08:00 runs", "2027-01-29T08:00 runs; rolled from Sun 31 Jan, not a working day",
                "2027-02-26T08:00 runs; rolled from Sun 28 Feb, not a working day",
            ])
        #expect(try table.nextRun(after: at("2027-01-29T07:00Z"))?.at == at("2027-02-26T07:00Z"))
        #expect(try table.nextRun(after: at("2027-01-29T06:59:59Z"))?.at == at("2027-01-29T07:00Z"))
    }

    @Test("two slots that roll onto one day: the first runs, the second is coalesced")
    func coalesced() throws {
        let table = try timetable("0 8 * * sat,sun", roll: .next)
        #expect(
            try slots(of: table, after: "2026-12-04T12:00Z", through: "2026-12-08T00:00Z") == [
                "2026-12-06T08:00 coalesced; rolled from Sun 6 Dec, not a working day",
                "2026-12-07T08:00 runs; rolled from Sat 5 Dec, not a working day",
            ])
        let twice = try timetable("0 8,14 * * sat", roll: .next)
        #expect(
            try slots(of: twice, after: "2026-12-04T12:00Z", through: "2026-12-08T00:00Z") == [
                "2026-12-07T08:00 runs; rolled from Sat 5 Dec, not a working day",
                "2026-12-07T14:00 coalesced; rolled from Sat 5 Dec, not a working day",
            ])
        let daily = try timetable("daily 08:00", roll: .next)
        #expect(
            try slots(of: daily, after: "2026-12-04T12:00Z", through: "2026-12-07T12:00Z") == [
                "2026-12-05T08:00 coalesced; rolled from Sat 5 Dec, not a working day",
                "2026-12-06T08:00 coalesced; rolled from Sun 6 Dec, not a working day", "2026-12-07T08:00 runs",
            ])
    }

    @Test("where no working day is found within a year, a slot that would roll is holiday")
    func noDay() throws {
        let first = try day("2026-12-07")
        let calendar = WorkingCalendar(
            week: WorkingCalendar.standard.week, holidays: Set((0..<800).map { first + $0 }))
        let table = try Timetable(
            Schedule("0 8 7 12 *"), in: .utc, DayRules(roll: .next, calendar: calendar))
        let slot = try table.next(after: at("2026-12-01T00:00Z"))
        #expect(try slot?.at == at("2026-12-07T08:00Z"))
        #expect(slot?.fate == .holiday("Mon 7 Dec is a holiday"))
        #expect(try table.nextRun(after: at("2026-12-01T00:00Z"))?.at == at("2029-02-14T08:00Z"))
    }

    @Test("what is no time of day cannot roll")
    func cannotRoll() throws {
        for text in ["every 15m", "*/5 8 * * *", "@hourly"] {
            #expect(throws: ScheduleProblem.self) { try timetable(text, roll: .next) }
        }
    }

    @Test("a time that the clock skips is noted")
    func notes() throws {
        #expect(
            try slots(of: timetable("30 2 * * *"), after: "2027-03-27T12:00Z", through: "2027-03-29T12:00Z") == [
                "2027-03-28T03:00 runs; moved from 02:30, which does not exist", "2027-03-29T02:30 runs",
            ])
        // What is planned for the end of the gap anyway is not moved.
        #expect(
            try slots(of: timetable("0 2,3 * * *"), after: "2027-03-28T00:30Z", through: "2027-03-28T12:00Z") == [
                "2027-03-28T03:00 runs"
            ])
        // The whole of 30 December 2011 was left out.
        #expect(
            try slots(
                of: timetable("0 8 30 12 *", zone: "Pacific/Apia"), after: "2011-12-01T00:00Z",
                through: "2012-01-01T00:00Z") == [
                    "2011-12-31T00:00 runs; moved from Fri 30 Dec 08:00, which does not exist"
                ])
        // To Monday, on which 02:30 is there again.
        #expect(
            try slots(
                of: timetable("30 2 * * sun", roll: .next), after: "2027-03-27T12:00Z", through: "2027-03-30T12:00Z")
                == ["2027-03-29T02:30 runs; rolled from Sun 28 Mar, not a working day"])
    }

    @Test(
        "days and weeks count local days from starting, at midnight or the time that is said",
        arguments: [
            ("every 2 weeks", ["2026-10-12T00:00 runs", "2026-10-26T00:00 runs", "2026-11-09T00:00 runs"]),
            ("every 2w 08:00", ["2026-10-12T08:00 runs", "2026-10-26T08:00 runs", "2026-11-09T08:00 runs"]),
            (
                "every 10 days 7:30", ["2026-10-12T07:30 runs", "2026-10-22T07:30 runs", "2026-11-01T07:30 runs"]
            ),
        ])
    func anchored(text: String, expected: [String]) throws {
        let table = try timetable(text, starting: "2026-10-12")
        #expect(try slots(of: table, after: "2020-01-01T00:00Z", through: "2026-11-10T00:00Z") == expected)
        #expect(throws: ScheduleProblem.self) { try timetable(text) }
    }

    @Test("a rule happens at its time of day, from starting on")
    func rule() throws {
        let table = try timetable("FREQ=MONTHLY;BYDAY=1TU", starting: "2026-01-06")
        #expect(
            try slots(of: table, after: "2000-01-01T00:00Z", through: "2026-04-30T00:00Z") == [
                "2026-01-06T10:00 runs", "2026-02-03T10:00 runs", "2026-03-03T10:00 runs", "2026-04-07T10:00 runs",
            ])
        #expect(throws: ScheduleProblem.self) { try timetable("FREQ=MONTHLY;BYDAY=1TU") }
    }

    @Test("a week of seconds is one stretch, told from the counts")
    func seconds() throws {
        let (after, through) = (try at("2026-11-23T03:08Z"), try at("2026-11-30T03:08Z"))
        for text in ["every 1s", "* * * * * *"] {
            let stretches = try timetable(text).stretches(after: after, through: through)
            #expect(
                stretches == [
                    .init(first: after + .seconds(1), last: through, count: 604_800, fate: .runs)
                ])
            #expect(
                try timetable(text).latest(3, after: after, through: through) == [
                    through - .seconds(2), through - .seconds(1), through,
                ])
        }
        let working = try timetable("* * * * * *", only: true).stretches(after: after, through: through)
        #expect(working.map(\.count) == [417_119, 86_400, 86_400, 14_881])
        #expect(
            working.map(\.fate.word) == [
                "runs", "holiday: Sat 28 Nov is not a working day", "holiday: Sun 29 Nov is not a working day", "runs",
            ])
    }

    // Slot by slot it would be hours.
    @Test("stretches of centuries are counted, not walked", .timeLimit(.minutes(1)))
    func centuries() throws {
        let (after, through) = (try at("1800-01-01T00:00Z"), try at("2200-01-01T00:00Z"))
        for text in ["every 1s", "* * * * * *", "0-59 0-59 0-23 * * *", "0-59 * * * * mon-fri"] {
            let stretches = try timetable(text).stretches(after: after, through: through)
            #expect(stretches.count == 1)
            #expect(try #require(stretches.first).count > 8_000_000_000)
        }
    }

    @Test("neighbouring slots of one fate are one stretch, though days without slots lie between them")
    func neighbours() throws {
        let table = try timetable("weekdays 08:00", only: true)
        let stretches = try table.stretches(after: at("2026-12-01T00:00Z"), through: at("2026-12-31T00:00Z"))
        #expect(stretches.map(\.count) == [18, 1, 3])
        #expect(stretches.map(\.fate.word) == ["runs", "holiday: Fri 25 Dec is a holiday", "runs"])
    }
}

@Suite("Timetables, checked against a walk")
struct TimetablePropertyTests {
    private static let texts = [
        "0 8 * * mon-fri", "*/20 * * * *", "0,30 1-3 * * *", "15 2 * * *", "0 0 * * *", "*/7 0-4 * * sun", "every 40m",
        "every 7h", "daily 23:45", "0 9 L * *", "0 9 1,15 * mon", "30 0 * * sat,sun", "0 12 29 2 *", "every 3d 02:30",
        "every 2 weeks", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,MO;BYHOUR=2;BYMINUTE=30",
        "FREQ=HOURLY;INTERVAL=5", "FREQ=DAILY;COUNT=40", "59 23 * * *",
    ]
    private static let zones = [
        "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "America/St_Johns",
        "Pacific/Apia", "UTC",
    ]

    @Test("stretches, latest and nextRun say what next says, one slot after the other", arguments: 0..<60)
    func walk(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        for _ in 0..<4 {
            let text = try #require(Self.texts.randomElement(using: &random))
            let zone = try #require(Self.zones.randomElement(using: &random))
            // Years of changes: St. John's changed at a minute past midnight, Apia left out a day.
            let year = [1995, 2011, 2018, 2026].randomElement(using: &random) ?? 2026
            let start = try day("\(year)-01-01") + Int.random(in: 0..<365, using: &random)
            let isFixed =
                text.first?.isNumber == true || text.hasPrefix("daily") || text.hasPrefix("FREQ")
                || text.contains("2 weeks")
            let kind = Int.random(in: 0..<5, using: &random)
            let table = try timetable(
                text, zone: zone,
                starting: kind == 0 || text.hasPrefix("FREQ") || text.contains("3d") || text.contains("weeks")
                    ? "\(start + 3)" : nil,
                ending: kind == 1 ? "\(start + 12)" : nil, except: kind < 3 ? ["\(start + 6)/\(start + 8)"] : [],
                only: kind == 2, roll: kind > 2 && isFixed ? kind == 3 ? .next : .previous : nil,
                holidays: ["\(start + 4)", "\(start + 5)", "\(start + 11)"])
            try check(
                table,
                Instant(
                    secondsSinceEpoch: Int64(start.daysSinceEpoch) * 86_400
                        + Int64.random(in: 0..<86_400, using: &random)), &random)
        }
    }

    private func check(_ table: Timetable, _ after: Instant, _ random: inout SplitMix) throws {
        let through =
            after
            + .seconds(86_400 * Int64.random(in: 1..<25, using: &random) + Int64.random(in: 0..<9000, using: &random))
        var slots: [Timetable.Slot] = []
        var last = after
        while let slot = table.next(after: last), slot.at <= through {
            #expect(slot.at > last)
            slots.append(slot)
            last = slot.at
        }
        var expected: [Timetable.Stretch] = []
        for slot in slots {
            if let open = expected.last, open.fate == slot.fate {
                expected[expected.count - 1] = .init(
                    first: open.first, last: slot.at, count: open.count + 1, fate: slot.fate)
            } else {
                expected.append(.init(first: slot.at, last: slot.at, count: 1, fate: slot.fate))
            }
        }
        let what = Comment(rawValue: "\(table.stored) from \(after) through \(through)")
        #expect(table.stretches(after: after, through: through) == expected, what)
        let running = slots.filter { $0.fate == .runs }.map(\.at)
        #expect(table.runs(after: after, through: through) == running, what)
        #expect(table.latest(5, after: after, through: through) == running.suffix(5), what)
        #expect(table.latest(.max, after: after, through: through) == running, what)
        // From wherever one asks.
        for slot in slots.prefix(40) {
            #expect(table.next(after: slot.at - .nanoseconds(1)) == slot, what)
            #expect(
                table.latest(1, after: slot.at - .nanoseconds(1), through: slot.at)
                    == (slot.fate == .runs ? [slot.at] : []), what)
        }
    }

    @Test("what is stored names the same slots again, and is the same however it was written")
    func stored() throws {
        for text in Self.texts {
            let table = try timetable(
                text, starting: "2026-01-05", ending: "2027-01-05", except: ["2026-03-01/2026-03-04", "2026-03-05"],
                only: true)
            let again = try Timetable(stored: table.stored, calendar: table.rules.calendar)
            #expect(again == table)
            #expect(again.stored == table.stored)
            let (after, through) = (try at("2026-02-01T00:00Z"), try at("2026-04-01T00:00Z"))
            #expect(again.stretches(after: after, through: through) == table.stretches(after: after, through: through))
            #expect(!table.stored.contains("\n"))
        }
        #expect(try timetable("every 60m").stored == timetable("every 1h").stored)
        // As the encoder writes it, too, which stored it in versions before.
        #expect(try timetable("every 60m").stored.hasPrefix(#"{"schedule":"every 1h","zone":""#))
        #expect(
            try timetable("every 14 days", starting: "2026-01-05").stored
                == timetable("every 2w 0:00", starting: "2026-01-05").stored)
        #expect(
            try timetable("daily 08:00", except: ["2026-12-02", "2026-12-01"]).stored
                == timetable("daily 08:00", except: ["2026-12-01/2026-12-02"]).stored)
        #expect(try timetable("daily 08:00", holidays: []).stored == timetable("daily 08:00").stored)
        #expect(
            try timetable("daily 08:00", roll: .next).stored
                == #"{"roll":"next","schedule":"daily 08:00","zone":"Europe/Amsterdam"}"#)
        #expect(throws: (any Error).self) { try Timetable(stored: "{}", calendar: .standard) }
        #expect(throws: (any Error).self) {
            try Timetable(stored: #"{"schedule":"daily 8","zone":"UTC"}"#, calendar: .standard)
        }
    }

    @Test("a zone that TZ names by a rule is known again", arguments: ["CET-1CEST,M3.5.0,M10.5.0/3", "<+0330>-3:30"])
    func written(zone: String) throws {
        let rules = try #require(ZoneRules.written(zone))
        let table = try Timetable(Schedule("daily 08:00"), in: rules)
        #expect(try Timetable(stored: table.stored, calendar: .standard) == table)
    }
}
