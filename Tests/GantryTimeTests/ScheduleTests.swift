import GantryCore
import Testing

@testable import GantryTime

@Suite("Schedules")
struct ScheduleTests {
    @Test("occurrences are those of a scan of every minute in Python", arguments: try Golden.Occurrences.all())
    func golden(golden: Golden.Occurrences) throws {
        let schedule = try Schedule(golden.expression)
        let zone = try ZoneRules.load(golden.zone)
        #expect(schedule.occurrences(from: golden.from, through: golden.through, in: zone) == golden.instants)
    }

    @Test("next is the same from wherever one asks", arguments: try Golden.Occurrences.all())
    func next(golden: Golden.Occurrences) throws {
        let schedule = try Schedule(golden.expression)
        let zone = try ZoneRules.load(golden.zone)
        guard let last = golden.instants.last else { return }
        // 421 seconds: meets every minute and second of the hour in turn.
        var (now, index) = (golden.from, 0)
        while now < last {
            while golden.instants[index] <= now { index += 1 }
            #expect(schedule.next(after: now, in: zone) == golden.instants[index], "after \(now)")
            now = now + (golden.through - golden.from > .seconds(864_000) ? .seconds(42_133) : .milliseconds(421_500))
        }
        for (earlier, later) in zip(golden.instants, golden.instants.dropFirst()) {
            #expect(schedule.next(after: earlier, in: zone) == later)
            #expect(schedule.next(after: later - .nanoseconds(1), in: zone) == later)
        }
    }

    @Test(
        "the forms in words mean what they say",
        arguments: [
            ("daily 08:00", "2026-11-07T12:00Z", "2026-11-08T07:00Z"),
            ("weekdays 8:30", "2026-11-06T12:00Z", "2026-11-09T07:30Z"),
            ("every 15m", "2026-11-07T12:00Z", "2026-11-07T12:15Z"),
            ("every 15m", "2026-11-07T12:14:59.999Z", "2026-11-07T12:15Z"),
            ("every 7m", "2026-11-07T12:00Z", "2026-11-07T12:05Z"),
            ("every 90s", "1969-12-31T23:58:31Z", "1970-01-01T00:00Z"),
            ("@hourly", "2026-11-07T12:00Z", "2026-11-07T13:00Z"),
            ("@daily", "2026-11-07T12:00Z", "2026-11-07T23:00Z"),
            ("@weekly", "2026-11-07T12:00Z", "2026-11-07T23:00Z"),
            ("@monthly", "2026-11-07T12:00Z", "2026-11-30T23:00Z"),
            ("@yearly", "2026-11-07T12:00Z", "2026-12-31T23:00Z"),
            ("@annually", "2026-11-07T12:00Z", "2026-12-31T23:00Z"),
            ("@midnight", "2026-11-07T12:00Z", "2026-11-07T23:00Z"),
        ]
    )
    func words(text: String, after: String, expected: String) throws {
        let zone = try ZoneRules.load("Europe/Amsterdam")
        #expect(try Schedule(text).next(after: at(after), in: zone) == at(expected))
    }

    @Test(
        "seconds may come first",
        arguments: [
            ("30 0 8 * * *", ["2026-11-07T08:00:30Z", "2026-11-08T08:00:30Z"]),
            (
                "*/20 59 23 31 12 *",
                ["2026-12-31T23:59:00Z", "2026-12-31T23:59:20Z", "2026-12-31T23:59:40Z", "2027-12-31T23:59:00Z"]
            ),
            ("59 * * * * *", ["2026-11-07T00:00:59Z", "2026-11-07T00:01:59Z"]),
            ("* * * * * *", ["2026-11-07T00:00:01Z", "2026-11-07T00:00:02Z"]),
        ]
    )
    func seconds(text: String, expected: [String]) throws {
        let found = try Schedule(text).occurrences(
            from: at("2026-11-07T00:00Z"), through: at("2030-01-01T00:00Z"), in: .utc, limit: expected.count
        )
        #expect(try found == expected.map { try at($0) })
    }

    @Test("an interval counts elapsed time over a change of the clock, and so from the epoch")
    func interval() throws {
        let zone = try ZoneRules.load("Europe/Amsterdam")
        let found = try Schedule("every 40m").occurrences(
            from: at("2026-10-25T00:00Z"), through: at("2026-10-25T02:00Z"), in: zone
        )
        #expect(try found == ["2026-10-25T00:40Z", "2026-10-25T01:20Z", "2026-10-25T02:00Z"].map { try at($0) })
    }

    @Test("in a repeated hour each second of a fixed time runs once, though the minute is asked for twice")
    func repeatedHour() throws {
        let zone = try ZoneRules.load("Europe/Amsterdam")
        let (from, through) = (try at("2026-10-25T00:00Z"), try at("2026-10-25T03:00Z"))
        let fixed = try Schedule("0,30 15 2 * * *").occurrences(from: from, through: through, in: zone)
        #expect(try fixed == ["2026-10-25T00:15:00Z", "2026-10-25T00:15:30Z"].map { try at($0) })
        #expect(try Schedule("15 2 * * *").next(after: at("2026-10-25T01:15Z"), in: zone) == at("2026-10-26T01:15Z"))
        #expect(try Schedule("* 2 * * *").occurrences(from: from, through: through, in: zone).count == 119)
    }

    @Test(
        "rare days are found at once, and none after the years that there are",
        arguments: [
            ("0 0 29 2 +mon", "2026-11-07T00:00Z", "2044-02-29T00:00Z"),
            ("0 0 29 2 *", "2096-03-01T00:00Z", "2104-02-29T00:00Z"),
            ("0 0 29 2 +sat", "2262-01-01T00:00Z", nil),
            ("0 0 1 5 *", "2262-01-01T00:00Z", nil),
            ("0 0 * * *", "2262-04-11T00:00Z", nil),
            ("0 0 * * *", "2262-04-10T00:00Z", "2262-04-11T00:00Z"),
            ("* * * * *", "2262-04-11T23:47Z", nil),
            ("every 1h", "2262-04-11T23:00Z", nil),
        ] as [(String, String, String?)]
    )
    func rare(text: String, after: String, expected: String?) throws {
        #expect(try Schedule(text).next(after: at(after), in: .utc) == expected.map { try at($0) })
    }

    @Test(
        "one schedule has one normal text",
        arguments: [
            (" 0   8 * *\tMON-Friday ", "0 8 * * mon-fri"), ("05 08 01 JAN *", "5 8 1 jan *"),
            ("every 60m", "every 1h"),
            ("EVERY 90 s", "every 90s"), ("daily 8:05", "daily 08:05"), ("@Daily", "@daily"),
            ("0 0 l,15w * 5l", "0 0 L,15W * 5L"),
            ("0 0 * * Fri#2", "0 0 * * fri#2"), ("0 0 1 * +mon", "0 0 1 * +mon"),
            ("*/5 0 * * 1-5/2", "*/5 0 * * 1-5/2"), ("0 0 lw * *", "0 0 LW * *"),
            ("every 2w", "every 2w"), ("every 14 days 0:00", "every 2w"),
            ("Every 3 days 8:05", "every 3d 08:05"), ("10/20 0 * * *", "10/20 0 * * *"),
        ]
    )
    func normal(text: String, expected: String) throws {
        let schedule = try Schedule(text)
        #expect(schedule.text == expected)
        let again = try Schedule(expected)
        #expect(again == schedule)
        #expect(again.text == expected)
        #expect(again.pattern == schedule.pattern)
    }

    @Test(
        "what may not be meant is warned about, at its place",
        arguments: [
            ("0 8 1 * mon", [8], "'+mon' asks for both"), ("0 8 31 * *", [4], "L is the last day of every month"),
            ("0 8 1,30 2,3 *", [6], "L is the last day of every month"),
            ("*/90 * * * *", [0], "'every 90m' counts through"),
        ]
    )
    func warnings(text: String, offsets: [Int], hint: String) throws {
        let warnings = try Schedule(text).warnings
        #expect(warnings.map(\.offset) == offsets)
        #expect(warnings.first?.hint == hint)
        #expect(warnings.allSatisfy { $0.code == .doubtfulSchedule })
    }

    @Test(
        "what is plain is not warned about",
        arguments: [
            "0 8 * * mon-fri", "0 8 1-7 * +mon", "0 8 31 1,3 *", "0 8 L * *", "0 8 1 * *", "*/15 * * * *",
            "0 8 */2 * mon", "every 90m", "@monthly",
        ]
    )
    func quiet(text: String) throws {
        #expect(try Schedule(text).warnings.isEmpty)
    }

    @Test(
        "a mistake is named with its place and a way out",
        arguments: [
            ("", 0, 1, "the schedule is empty"),
            ("61 8 * * *", 0, 2, "there is no minute 61"),
            ("0 24 * * *", 2, 2, "there is no hour 24"),
            ("0 8 0 * *", 4, 1, "there is no day of the month 0"),
            ("0 8 * 13 *", 6, 2, "there is no month 13"),
            ("0 8 * * 8", 8, 1, "there is no day of the week 8"),
            ("0 8 * * mon,fry", 12, 3, "'fry' is not a day of the week"),
            ("0 8 * jnu *", 6, 3, "'jnu' is not a month"),
            ("0 8 * *", 0, 7, "a schedule has 5 fields, or 6 with seconds first; here are 4"),
            ("0 0 0 8 * * *", 0, 13, "a schedule has 5 fields, or 6 with seconds first; here are 7"),
            ("0 22-6 * * *", 2, 4, "the range 22-6 runs backwards"),
            ("*/0 * * * *", 2, 1, "the step '0' is not a number from 1 on"),
            ("*/ * * * *", 0, 2, "the step '' is not a number from 1 on"),
            ("1,,2 * * * *", 2, 1, "a minute is missing here"),
            ("1- * * * *", 2, 1, "a minute is missing here"),
            ("0 - * * *", 2, 1, "an hour is missing here"),
            ("-1 * * * *", 0, 1, "a minute is missing here"),
            ("1-2-3 * * * *", 0, 5, "'1-2-3' is not a range"),
            ("0 0 ? * *", 4, 1, "'?' is not known here"),
            ("0 0 * * L", 8, 1, "'L' alone is not a day of the week"),
            ("0 0 * * 3#6", 8, 3, "'3#6' is not the first to fifth of a day of the week"),
            ("0 0 32W * *", 4, 2, "there is no day of the month 32"),
            ("0 0 30 2 *", 4, 6, "this never happens: no year has such a day"),
            ("0 0 31 4,6,9,11 *", 4, 13, "this never happens: no year has such a day"),
            ("0 0 20 * +mon#1", 4, 11, "this never happens: no year has such a day"),
            ("every", 0, 5, "how often is missing after 'every'"),
            ("every 15 minutes", 6, 10, "'15 minutes' is not a length of time such as 15m"),
            ("every 3wd", 6, 3, "'3wd' is not a length of time such as 15m"),
            ("every 1 month", 6, 7, "'1 month' is not a length of time such as 15m"),
            ("every 0m", 6, 2, "'0m' is not a whole number of seconds, at least 1"),
            ("every 1500ms", 6, 6, "'1500ms' is not a whole number of seconds, at least 1"),
            ("daily 25:00", 6, 5, "there is no time of day '25:00'"),
            ("daily 8", 6, 1, "'8' is not a time of day"),
            ("daily 08:00 CET", 12, 3, "'CET' is too much here"),
            ("dialy 08:00", 0, 5, "'dialy' is not the beginning of a schedule"),
            ("@dayly", 0, 6, "'@dayly' is not a schedule"),
            ("@reboot", 0, 7, "'@reboot' is not a schedule"),
            ("every 2 weeks 25:00", 14, 5, "'25:00' is not a time of day"),
            ("every 15m 08:00", 10, 5, "'08:00' is too much here: '15m' counts elapsed time"),
            ("3d", 0, 2, "'3d' is not a schedule"),
            ("2 weeks", 0, 7, "'2 weeks' is not a schedule"),
            ("RRULE:FREQ=DAILY", 0, 16, "a recurrence rule has a key of its own"),
            ("FREQ=MONTHLY;BYDAY=1TU", 0, 22, "a recurrence rule has a key of its own"),
            ("TZ=Europe/Berlin 0 8 * * *", 0, 16, "the time zone has a key of its own"),
            ("99999999999999999999 * * * *", 0, 20, "'99999999999999999999' is not a minute"),
        ]
    )
    func mistakes(text: String, offset: Int, length: Int, message: String) throws {
        let problem = try #require(throws: ScheduleProblem.self) { try Schedule(text) }
        #expect(problem.message == message)
        #expect([problem.offset, problem.length] == [offset, length])
    }

    @Test(
        "hints say what to write",
        arguments: [
            ("0 8 * * mon,fry", "did you mean 'fri'?"), ("dialy 08:00", "did you mean 'daily'?"),
            ("@dayly", "did you mean '@daily'?"),
            ("0 22-6 * * *", "22-23,0-6 goes round"), ("TZ=Europe/Berlin 0 8 * * *", "timezone: Europe/Berlin"),
            ("0 24 * * *", "it takes 0 to 23"), ("0 0 ? * *", "write *"),
            ("3d", "write every 3d"),
        ]
    )
    func hints(text: String, hint: String) throws {
        let problem = try #require(throws: ScheduleProblem.self) { try Schedule(text) }
        #expect(problem.hint == hint)
    }

    @Test("times of day are fixed, intervals and wildcards are not")
    func fixed() throws {
        #expect(
            try ["0 8 * * *", "daily 08:00", "0 8,9 * * *", "*/5 0 8 * * *", "@daily"].allSatisfy {
                try Schedule($0).isFixedTime
            })
        #expect(try !["*/5 8 * * *", "0 * * * *", "every 1h", "@hourly"].contains { try Schedule($0).isFixedTime })
    }

    @Test("days of the week go round: fri-mon, sat-sun and 5-7")
    func roundWeek() throws {
        for text in ["0 0 * * fri-mon", "0 0 * * 5-7,1", "0 0 * * fri,sat,sun,mon"] {
            let found = try Schedule(text).occurrences(
                from: at("2026-11-01T00:00Z"), through: at("2026-11-09T00:00Z"), in: .utc)
            #expect(found.map { ZoneRules.utc.date(at: $0).day } == [2, 6, 7, 8, 9])
        }
    }

    // Minute by minute it would be billions of steps, and hours.
    @Test("finds rare days without looking at every minute", .timeLimit(.minutes(1)))
    func quick() throws {
        let schedule = try Schedule("30 2 29 2 +sun")
        let zone = try ZoneRules.load("America/New_York")
        let start = try at("2026-11-07T00:00Z")
        let expected = try at("2032-02-29T07:30Z")
        for hour in 0..<1000 {
            #expect(schedule.next(after: start + .seconds(3600 * hour), in: zone) == expected)
        }
    }
}
