import FoundationEssentials
import GantryCore
import Testing

@testable import GantryTime

@Suite("Working calendars")
struct WorkingCalendarTests {
    private func calendar(_ week: String = "mon-fri", _ holidays: [String] = []) throws -> WorkingCalendar {
        WorkingCalendar(week: try #require(WorkingCalendar.week(week)), holidays: Set(try holidays.map(day)))
    }

    @Test(
        "working days before and after a date",
        arguments: [
            ("2026-12-28", -3, "2026-12-21"), ("2026-11-30", 10, "2026-12-14"), ("2026-12-18", 1, "2026-12-21"),
            ("2026-12-19", 1, "2026-12-21"), ("2026-12-20", -1, "2026-12-18"), ("2026-12-19", 0, "2026-12-19"),
            ("2026-12-23", 1, "2026-12-28"), ("2026-12-28", -1, "2026-12-23"), ("2026-12-31", -5, "2026-12-22"),
        ]
    )
    func adding(date: String, count: Int, expected: String) throws {
        let calendar = try calendar("mon-fri", ["2026-12-24", "2026-12-25", "2026-12-26"])
        #expect(calendar.adding(WorkingDays(count), to: try day(date)).description == expected)
    }

    @Test("long ways are those of counting day by day", arguments: ["mon-fri", "sun-thu", "mon,wed", "sat", "mon-sun"])
    func longWays(week: String) throws {
        let start = try day("2026-01-01")
        let holidays = (0..<400).filter { $0 % 9 == 0 || (100..<130).contains($0) }.map { start + ($0 - 200) }
        let calendar = WorkingCalendar(week: try #require(WorkingCalendar.week(week)), holidays: Set(holidays))
        for offset in -10...10 {
            let from = start + offset
            for sign in [1, -1] {
                var (date, count) = (from, 0)
                while count < 130 {
                    date = date + sign
                    if calendar.isWorking(date) {
                        count += 1
                        #expect(calendar.adding(WorkingDays(sign * count), to: from) == date)
                    }
                    #expect(calendar.workingDays(from: from, to: date) == sign * count)
                }
            }
        }
    }

    @Test("a date on a free day counts as the working day before it, or after it")
    func free() throws {
        let calendar = try calendar("mon-fri", ["2026-12-25"])
        for (date, before, after) in [
            ("2026-12-24", "2026-12-24", "2026-12-24"), ("2026-12-25", "2026-12-24", "2026-12-28"),
            ("2026-12-27", "2026-12-24", "2026-12-28"),
        ] {
            #expect(calendar.onOrBefore(try day(date)).description == before)
            #expect(calendar.onOrAfter(try day(date)).description == after)
        }
    }

    @Test(
        "a week is read from days and ranges",
        arguments: [
            ("mon-fri", [0, 1, 2, 3, 4]), ("sun-thu", [0, 1, 2, 3, 6]), ("mon,wed", [0, 2]),
            ("Monday, wednesday - Fri", [0, 2, 3, 4]),
            ("sat", [5]), ("mon-sun", [0, 1, 2, 3, 4, 5, 6]), ("mon-mon", [0]),
        ]
    )
    func week(text: String, days: [Int]) {
        #expect(
            WorkingCalendar.week(text)
                == Set(Weekday.allCases.enumerated().filter { days.contains($0.offset) }.map(\.element)))
    }

    @Test(
        "what is no week is refused",
        arguments: ["", "mon-", "-fri", "mon-tue-wed", "mo", "mon fri", "mon,,tue", "1-5"])
    func noWeek(text: String) {
        #expect(WorkingCalendar.week(text) == nil)
    }

    @Test("a calendar without a working day, and absurd counts, end")
    func absurd() throws {
        let none = WorkingCalendar(week: [], holidays: [])
        let date = try day("2026-01-01")
        #expect(none.adding(WorkingDays(5), to: date) == date)
        #expect(none.onOrAfter(date) == date)
        #expect(none.workingDays(from: date, to: date + 1000) == 0)
        #expect(WorkingCalendar.standard.adding(WorkingDays(.max), to: date) > date)
        #expect(WorkingCalendar.standard.adding(WorkingDays(.min), to: date) < date)
    }

    @Test("a calendar reads back as it was written, in order")
    func codable() throws {
        let calendar = try calendar("mon,tue", ["2026-12-25", "2026-01-01"])
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(calendar)
        #expect(
            String(decoding: data, as: UTF8.self)
                == #"{"holidays":["2026-01-01","2026-12-25"],"week":["monday","tuesday"]}"#)
        #expect(try JSONDecoder().decode(WorkingCalendar.self, from: data) == calendar)
    }
}
