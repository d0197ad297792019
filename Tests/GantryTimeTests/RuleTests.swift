import GantryCore
import Testing

@testable import GantryTime

@Suite("Recurrence rules")
struct RuleTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        let rule: String
        let start: LocalDateTime
        let first: [LocalDateTime]
        let later: LocalDateTime
        let after: [LocalDateTime]

        var testDescription: String { "\(rule) from \(start)" }

        static func all() throws -> [Golden] {
            try GantryTimeTests.Golden.lines("rules.txt").map { line in
                let parts = line.split(separator: "|").map { part in part.split(separator: " ").map(String.init) }
                let times = try parts.dropFirst().map { try $0.map(local) }
                return Golden(
                    rule: parts[0][0], start: times[0][0], first: times[1], later: times[2][0],
                    after: times.count > 3 ? times[3] : [])
            }
        }

        private static func local(_ text: String) throws -> LocalDateTime {
            let read = try #require(LocalTimeText(text))
            return LocalDateTime(date: read.date, hour: read.hour, minute: read.minute, second: read.second)
        }
    }

    private static let horizon: Int64 = 3_786_912_000

    @Test("the times are those of python-dateutil, forwards and backwards, and counted", arguments: try Golden.all())
    func golden(golden: Golden) throws {
        var parser = RuleParser(golden.rule)
        let rule = try parser.parse()
        let bound = BoundRule(rule, start: golden.start, until: rule.lastWall(in: .utc))
        // What dateutil was asked for ends in 2090.
        let found = walls(bound, from: golden.start.wallSeconds, limit: 12)
        #expect(found == golden.first)
        #expect(walls(bound, from: golden.later.wallSeconds + 1, limit: 4) == golden.after)
        guard let last = golden.first.last else { return }
        var (backwards, end): ([LocalDateTime], Int64) = ([], last.wallSeconds + 1)
        while let wall = bound.last(onOrAfter: .min / 4, before: end) {
            backwards.append(LocalDateTime(wallSeconds: wall))
            end = wall
        }
        #expect(backwards.reversed() == golden.first)
        #expect(bound.count(in: 0..<last.wallSeconds + 1) == golden.first.count)
    }

    private func walls(_ rule: BoundRule, from: Int64, limit: Int) -> [LocalDateTime] {
        var (result, from): ([LocalDateTime], Int64) = ([], from)
        while result.count < limit, let wall = rule.first(onOrAfter: from, before: Self.horizon) {
            result.append(LocalDateTime(wallSeconds: wall))
            from = wall + 1
        }
        return result
    }

    @Test("the normal form reads back as the same rule", arguments: try Golden.all())
    func normal(golden: Golden) throws {
        var parser = RuleParser(golden.rule)
        let rule = try parser.parse()
        var again = RuleParser("RRULE:" + rule.text.lowercased())
        #expect(try again.parse() == rule)
    }

    @Test(
        "one rule has one normal text",
        arguments: [
            ("RRULE:byday=tu,MO;freq=weekly;interval=1;wkst=mo", "FREQ=WEEKLY;BYDAY=MO,TU"),
            ("FREQ=MONTHLY;BYDAY=+1TU,-1FR", "FREQ=MONTHLY;BYDAY=1TU,-1FR"),
            ("FREQ=YEARLY;BYMONTH=12,3;BYMONTHDAY=-1,1;", "FREQ=YEARLY;BYMONTHDAY=-1,1;BYMONTH=3,12"),
        ])
    func normalText(text: String, expected: String) throws {
        var parser = RuleParser(text)
        #expect(try parser.parse().text == expected)
    }

    @Test(
        "a mistake is named with its place and a way out",
        arguments: [
            ("", 0, 1, "the rule is empty"),
            ("BYDAY=MO", 0, 8, "the rule does not say how often"),
            ("FREQ=MONTLY", 5, 6, "'MONTLY' is not a frequency"),
            ("FREQ=DAILY;BYDAI=MO", 11, 5, "'BYDAI' is not a part of a rule"),
            ("FREQ=DAILY;COUNT", 11, 5, "'COUNT' is not a part of a rule"),
            ("FREQ=DAILY;INTERVAL=0", 20, 1, "0 is not from 1 to 100000"),
            ("FREQ=DAILY;INTERVAL=two", 20, 3, "'two' is not a number"),
            ("FREQ=DAILY;BYMONTH=13", 19, 2, "13 is not from 1 to 12"),
            ("FREQ=DAILY;BYHOUR=8,24", 20, 2, "24 is not from 0 to 23"),
            ("FREQ=MONTHLY;BYDAY=1XX", 20, 2, "'XX' is not a day of the week"),
            ("FREQ=MONTHLY;BYDAY=0TU", 19, 3, "'0TU' is not a day of the week"),
            ("FREQ=MONTHLY;BYMONTHDAY=0", 24, 1, "0 is not from 1 to 31"),
            ("FREQ=DAILY;COUNT=3;COUNT=4", 19, 7, "COUNT stands twice"),
            ("FREQ=DAILY;COUNT=3;UNTIL=20271231", 19, 14, "COUNT and UNTIL both end the rule"),
            ("FREQ=DAILY;UNTIL=2027", 17, 4, "'2027' is not the end of a rule"),
            ("FREQ=DAILY;UNTIL=20270230", 17, 8, "'20270230' is not the end of a rule"),
            ("FREQ=WEEKLY;BYMONTHDAY=1", 12, 12, "BYMONTHDAY has no meaning with FREQ=WEEKLY"),
            ("FREQ=MONTHLY;BYWEEKNO=1", 13, 10, "BYWEEKNO has no meaning with FREQ=MONTHLY"),
            ("FREQ=DAILY;BYYEARDAY=1", 11, 11, "BYYEARDAY has no meaning with FREQ=DAILY"),
            (
                "FREQ=WEEKLY;BYDAY=1TU", 12, 9,
                "which of the days is meant is said with FREQ=MONTHLY or YEARLY, and without BYWEEKNO"
            ),
            ("FREQ=DAILY;BYSETPOS=1", 11, 10, "BYSETPOS picks from what another BY… part names, and there is none"),
            ("FREQ=DAILY; COUNT=3", 12, 7, "a rule has no spaces"),
            ("DTSTART:20270101\nRRULE:FREQ=DAILY", 0, 33, "DTSTART cannot stand in a rule"),
            ("EXRULE:FREQ=DAILY", 0, 17, "EXRULE cannot stand in a rule"),
        ])
    func mistakes(text: String, offset: Int, length: Int, message: String) throws {
        var parser = RuleParser(text)
        let problem = try #require(throws: ScheduleProblem.self) { try parser.parse() }
        #expect(problem.message == message)
        #expect([problem.offset, problem.length] == [offset, length])
        #expect(problem.code == .badSchedule)
    }

    @Test(
        "a rule that no day ever meets is an error",
        arguments: [
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31", "FREQ=DAILY;UNTIL=20200101",
            "FREQ=HOURLY;INTERVAL=24;BYHOUR=9", "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1;BYSETPOS=2",
            "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1",
        ])
    func never(rule: String) throws {
        let problem = try #require(throws: ScheduleProblem.self) { try timetable(rule, starting: "2026-12-01") }
        #expect(problem.code == .scheduleNeverFires)
    }

    @Test("UNTIL is a whole day, a local time, or an instant of UTC, and the last time counts")
    func until() throws {
        func last(_ until: String) throws -> String? {
            let table = try timetable("FREQ=DAILY;UNTIL=\(until)", starting: "2026-12-01")
            let found = try table.latest(1, after: at("2026-01-01T00:00Z"), through: at("2030-01-01T00:00Z"))
            return found.first?.description
        }
        #expect(try last("20261205") == "2026-12-05T09:00:00Z")
        #expect(try last("20261205T100000") == "2026-12-05T09:00:00Z")
        #expect(try last("20261205T095959") == "2026-12-04T09:00:00Z")
        #expect(try last("20261205T090000Z") == "2026-12-05T09:00:00Z")
        #expect(try last("20261205T085959Z") == "2026-12-04T09:00:00Z")
    }

    // One by one it would be hours.
    @Test("what comes in equal steps is counted, not walked", .timeLimit(.minutes(1)))
    func counted() throws {
        let rules: [(String, Int64)] = [
            ("FREQ=SECONDLY;INTERVAL=2", 2), ("FREQ=MINUTELY;INTERVAL=15", 900), ("FREQ=HOURLY;INTERVAL=5", 18_000),
            ("FREQ=DAILY;INTERVAL=3", 259_200),
        ]
        let days: Int64 = 60_000
        for (text, step) in rules {
            let table = try timetable(text, zone: "UTC", starting: "2026-12-01")
            let start = try at("2026-12-01T10:00Z")
            let stretches = table.stretches(after: start, through: start + .seconds(days * 86_400 - 1))
            #expect(stretches.map(\.count) == [Int((days * 86_400 - 1) / step)])
        }
    }

    @Test("times that the clock skips or repeats happen once each")
    func changes() throws {
        let table = try timetable("FREQ=DAILY;BYHOUR=2;BYMINUTE=30", starting: "2026-10-24")
        #expect(
            try slots(of: table, after: "2026-10-24T12:00Z", through: "2026-10-26T12:00Z") == [
                "2026-10-25T02:30 runs", "2026-10-26T02:30 runs",
            ])
        #expect(try table.next(after: at("2027-03-27T12:00Z"))?.note == "moved from 02:30, which does not exist")
    }
}
