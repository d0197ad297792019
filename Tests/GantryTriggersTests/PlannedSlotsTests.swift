import GantryCore
import GantrySystem
import GantryTime
import Testing

@testable import GantryTriggers

/// What becomes of planned slots in each situation.
@Suite("Every planned slot gets an answer")
struct PlannedSlotsTests {
    @Test("every 1s, 7 days down: neighbouring slots with one verdict are one row")
    func stretch() throws {
        var driver = try Driver(at: "2026-11-23T03:08:00Z")
        let entries = [try entry("every 1s")]
        driver.start(entries)
        try driver.absent(until: "2026-11-30T03:08:00Z")
        var machine = ScheduleMachine()
        let plan = machine.on(.started(entries, known: driver.known, down: nil, Absentees(), driver.reading))
        let rows = try #require(plan.parts.first).occurrences
        #expect(rows.map(\.count) == [1, 604_799])
        #expect(rows[1].fate == .coalesced(into: 0))
        #expect(rows[1].last == driver.now - .seconds(1))
        #expect(try #require(plan.nextDue) > driver.now)
    }

    @Test("a row goes on where the next slot ends alike")
    func follows() throws {
        var driver = try Driver(at: "2026-11-02T12:00:00Z")
        driver.start([try entry("every 1h", .none)])
        var follows: [Instant?] = []
        for hour in [14, 16] {
            try driver.absent(until: "2026-11-02T\(hour):30:00Z")
            let plan = driver.machine.on(.tick(driver.reading))
            follows += plan.parts.flatMap(\.occurrences).map(\.follows)
        }
        #expect(follows == [nil, try at("2026-11-02T14:00Z")])
    }

    @Test(
        "workflow file wrong at the start: its cursors stay, and mended, catch_up judges what passed",
        arguments: [
            (CatchUp.last, ["t 2026-11-05T08:00:00Z"], Verdict.coalesced, 2),
            (CatchUp.all, ["t 2026-11-03T08:00:00Z", "t 2026-11-04T08:00:00Z", "t 2026-11-05T08:00:00Z"], .missed, 0),
            (CatchUp.none, [], .fileWrong, 3),
        ])
    func wrongAtStart(catchUp: CatchUp, ran: [String], verdict: Verdict, count: Int) throws {
        var driver = try Driver(at: "2026-11-02T12:00:00Z")
        let entries = [try entry("daily 08:00", catchUp)]
        driver.start(entries)
        try driver.absent(until: "2026-11-03T07:00:00Z")
        driver.start([], Absentees(trouble: ["w": "workflows/w.yaml:2:25 unknown action 'lgo' [GTY0501]"]))
        #expect(driver.order.isEmpty && driver.nextDue == nil)
        try driver.absent(until: "2026-11-05T09:00:00Z")
        driver.reload(entries)
        #expect(driver.ran == ran)
        #expect(driver.refused(verdict).count == count)
        if verdict == .fileWrong {
            #expect(driver.verdicts.values.allSatisfy { $0.reason.hasPrefix("workflows/w.yaml:2:25") })
        }
        #expect(driver.nextDue == (try at("2026-11-06T08:00Z")))
    }

    @Test("schedule edited while up: slots of the old text up to the edit by the old, from then on by the new")
    func editedWhileUp() throws {
        var driver = try Driver(at: "2026-11-02T07:00:00Z")
        driver.start([try entry("every 1h")])
        try driver.pass(until: "2026-11-02T08:30:00Z")
        driver.reload([try entry("every 10m")])
        try driver.pass(until: "2026-11-02T08:50:00Z")
        #expect(
            driver.ran == ["t 2026-11-02T08:00:00Z", "t 2026-11-02T08:40:00Z", "t 2026-11-02T08:50:00Z"])
    }

    @Test(
        "schedule edited while down: changed, and the workflow counts as missed once",
        arguments: [(CatchUp.last, 1), (.all, 1), (.none, 0)])
    func editedWhileDown(catchUp: CatchUp, runs: Int) throws {
        var driver = try Driver(at: "2026-11-02T12:00:00Z")
        driver.start([try entry("daily 08:00", catchUp)])
        try driver.absent(until: "2026-11-05T09:30:00Z")
        driver.start([try entry("daily 09:00", catchUp)])
        #expect(driver.refused(.changed).count == 3)
        #expect(driver.verdicts.values.allSatisfy { $0.verdict != .changed || $0.reason.contains("changed while") })
        #expect(driver.ran.count == runs)
        #expect(driver.nextDue == (try at("2026-11-06T09:00Z")))
        // The next start knows of it.
        driver.start([try entry("daily 09:00", catchUp)])
        #expect(driver.order.count == 3 + runs)
    }

    @Test("a trigger known by its text that was edited while down is another one, and its slots are changed")
    func otherText() throws {
        var driver = try Driver(at: "2026-11-02T12:00:00Z")
        driver.start([try entry("daily 08:00", id: "daily 08:00")])
        try driver.absent(until: "2026-11-04T09:30:00Z")
        driver.start([try entry("daily 09:00", id: "daily 09:00")])
        #expect(driver.refused(.changed) == ["daily 08:00 2026-11-03T08:00:00Z", "daily 08:00 2026-11-04T08:00:00Z"])
        #expect(driver.ran.count == 1)
        #expect(driver.known.keys.map(\.trigger) == ["daily 09:00"])
    }

    @Test("workflow away and back: as if it had stayed; gone for good, it is forgotten and begins anew")
    func away() throws {
        var driver = try Driver(at: "2026-11-02T07:55:00Z")
        let entries = [try entry("daily 08:00", .none)]
        driver.start(entries)
        driver.reload([])
        try driver.absent(until: "2026-11-02T08:04:00Z")
        driver.reload(entries)
        #expect(driver.ran == ["t 2026-11-02T08:00:00Z"])
        driver.reload([])
        try driver.absent(until: "2026-11-03T08:30:00Z")
        driver.reload([], Absentees(removed: ["w"]))
        #expect(driver.refused(.changed) == ["t 2026-11-03T08:00:00Z"])
        #expect(driver.known.isEmpty)
        driver.reload(entries)
        #expect(driver.nextDue == (try at("2026-11-04T08:00Z")))
    }

    @Test("a workflow that lost its schedule and is there all the same keeps nothing of it")
    func withoutSchedule() throws {
        var driver = try Driver(at: "2026-11-02T07:55:00Z")
        driver.start([try entry("daily 08:00")])
        driver.reload([], Absentees(present: ["w"]))
        #expect(driver.known.isEmpty && driver.nextDue == nil)
    }

    @Test("catch_up: last, several triggers of a workflow missed: the latest of them all runs")
    func latestOfAll() throws {
        var driver = try Driver(at: "2026-11-02T12:00:00Z")
        let entries = [
            try entry("daily 08:00"), try entry("daily 09:00", id: "u"), try entry("daily 07:00", .none, id: "n"),
        ]
        driver.start(entries)
        try driver.absent(until: "2026-11-04T12:00:00Z")
        driver.start(entries)
        #expect(driver.ran == ["u 2026-11-04T09:00:00Z"])
        #expect(driver.refused(.coalesced).count == 3)
        #expect(driver.refused(.missed).count == 2)
    }

    @Test("catch_up: { policy: all, max: 20, max_age: 2d }: older than max_age or beyond max is missed")
    func bounds() throws {
        for (policy, ran) in [
            (CatchUp(.all, max: 20), 20), (CatchUp(.all, max: 20, maxAge: .seconds(6 * 3600)), 6),
            (CatchUp(.last, maxAge: .seconds(60)), 0),
        ] {
            var driver = try Driver(at: "2026-11-02T12:00:00Z")
            let entries = [try entry("every 1h", policy)]
            driver.start(entries)
            try driver.absent(until: "2026-11-05T12:30:00Z")
            driver.start(entries)
            #expect(driver.ran.count == ran)
            #expect(driver.ran == Array(driver.order.suffix(ran)))
            #expect(driver.refused(.missed).count == 72 - ran)
        }
    }

    @Test("the reason of a missed slot says since when gantryd was not running, and what catch_up says")
    func reasons() throws {
        var driver = try Driver(at: "2026-11-02T06:10:00Z")
        let entries = [try entry("daily 08:00", .none)]
        driver.start(entries)
        let since = driver.now
        try driver.absent(until: "2026-11-02T09:12:00Z")
        driver.start(entries, down: DownSince(at: since, isKnown: true))
        #expect(
            driver.verdicts.values.map(\.reason) == ["gantryd was not running 06:10:00–09:12:00; catch_up: none"])
    }

    @Test("slots of days off are holidays, and those outside of the dates are outside, each with its reason")
    func daysOff() throws {
        var driver = try Driver(at: "2026-12-24T12:00:00Z")
        let calendar = WorkingCalendar(
            week: WorkingCalendar.standard.week, holidays: [try #require(LocalDate("2026-12-25"))])
        let rules = DayRules(
            ending: LocalDate("2026-12-29"), onlyWorkingDays: true, calendar: calendar)
        let timetable = try Timetable(Schedule("daily 08:00"), in: .utc, rules)
        driver.start([ScheduleEntry(key: TriggerKey(workflow: "w", trigger: "t"), timetable: timetable)])
        try driver.pass(until: "2026-12-31T12:00:00Z")
        #expect(driver.ran == ["t 2026-12-28T08:00:00Z", "t 2026-12-29T08:00:00Z"])
        #expect(driver.verdicts["t 2026-12-25T08:00:00Z"]?.reason == "Fri 25 Dec is a holiday")
        #expect(driver.refused(.holiday).count == 3)
        #expect(driver.refused(.outside).count == 2)
    }
}
