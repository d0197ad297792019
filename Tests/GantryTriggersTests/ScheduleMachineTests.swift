import GantryCore
import GantrySystem
import GantryTime
import Testing

@testable import GantryTriggers

@Suite("The machine for schedules")
struct ScheduleMachineTests {
    @Test("each planned instant runs once, as it comes, and a new trigger begins with the next one")
    func plain() throws {
        var driver = try Driver(at: "2026-11-02T08:00:00Z")
        driver.start([try entry("every 15m"), try entry("daily 09:00", id: "d")])
        #expect(driver.order.isEmpty)
        #expect(driver.nextDue == (try at("2026-11-02T08:15Z")))
        try driver.pass(until: "2026-11-02T09:10Z")
        #expect(
            driver.ran == [
                "t 2026-11-02T08:15:00Z", "t 2026-11-02T08:30:00Z", "t 2026-11-02T08:45:00Z", "d 2026-11-02T09:00:00Z",
                "t 2026-11-02T09:00:00Z",
            ]
        )
        #expect(driver.cursors[TriggerKey(workflow: "w", trigger: "t")] == (try at("2026-11-02T09:00Z")))
    }

    @Test("an occurrence carries its plan, and expressions see it at the zone's time")
    func occurrence() throws {
        var driver = try Driver(at: "2026-11-02T06:00:00Z")
        driver.start([try entry("daily 08:00", zone: ZoneRules.load("Europe/Amsterdam"))])
        try driver.pass(until: "2026-11-02T08:00Z")
        let occurrence = try #require(driver.verdicts.values.first?.occurrence)
        #expect(occurrence.workflow == "w")
        #expect(occurrence.key == "2026-11-02T07:00:00Z")
        #expect(occurrence.plannedAt == (try at("2026-11-02T07:00Z")))
        #expect(occurrence.payload.json == #"{"at":"2026-11-02T08:00:00+01:00","kind":"schedule"}"#)
    }

    @Test("ticks that come early, twice or late plan nothing twice")
    func ticks() throws {
        var driver = try Driver(at: "2026-11-02T08:00:00Z")
        driver.start([try entry("every 15m")])
        driver.tick()
        try driver.absent(until: "2026-11-02T08:14:59.9Z")
        driver.tick()
        #expect(driver.order.isEmpty)
        try driver.absent(until: "2026-11-02T08:16Z")
        driver.tick()
        driver.tick()
        #expect(driver.ran == ["t 2026-11-02T08:15:00Z"])
    }

    @Test(
        "what fell while the daemon was down is made up for as catch_up has it, and all of it has a verdict",
        arguments: [
            (.last, ["t 2026-11-05T08:00:00Z"], .coalesced, ["t 2026-11-03T08:00:00Z", "t 2026-11-04T08:00:00Z"]),
            (.all, ["t 2026-11-03T08:00:00Z", "t 2026-11-04T08:00:00Z", "t 2026-11-05T08:00:00Z"], .missed, []),
            (.none, [], .missed, ["t 2026-11-03T08:00:00Z", "t 2026-11-04T08:00:00Z", "t 2026-11-05T08:00:00Z"]),
        ] as [(CatchUp, [String], Verdict, [String])]
    )
    func down(catchUp: CatchUp, ran: [String], verdict: Verdict, refused: [String]) throws {
        var driver = try Driver(at: "2026-11-02T12:00:00Z")
        let entries = [try entry("daily 08:00", catchUp)]
        driver.start(entries)
        try driver.absent(until: "2026-11-05T09:00:00Z")
        driver.start(entries)
        #expect(driver.ran == ran)
        #expect(driver.refused(verdict) == refused)
        #expect(driver.order.count == 3)
        #expect(
            driver.verdicts.values.allSatisfy { $0.verdict != .missed || $0.reason.contains("gantryd was not running") }
        )
        #expect(driver.nextDue == (try at("2026-11-06T08:00Z")))
        // Down again over nothing.
        driver.start(entries)
        #expect(driver.order.count == 3)
    }

    @Test("runs once after three missed occurrences, though the daemon was down for a few seconds only")
    func shortlyDown() throws {
        var driver = try Driver(at: "2026-11-02T12:00:00Z")
        let entries = [try entry("*/10 * * * * *")]
        driver.start(entries)
        try driver.absent(until: "2026-11-02T12:00:35Z")
        driver.start(entries)
        #expect(driver.ran == ["t 2026-11-02T12:00:30Z"])
        #expect(driver.refused(.coalesced).count == 2)
    }

    @Test(
        "a long absence is a few rows: all have a verdict, the bound of catch_up: all holds",
        arguments: [(.last, 1, .coalesced), (.all, 100, .missed), (.none, 0, .missed)]
            as [(CatchUp, Int, Verdict)]
    )
    func long(catchUp: CatchUp, ran: Int, verdict: Verdict) throws {
        var driver = try Driver(at: "2026-11-02T12:00:00Z")
        let entries = [try entry("* * * * *", catchUp)]
        driver.start(entries)
        try driver.absent(until: "2026-11-04T12:00:00Z")
        driver.start(entries)
        #expect(driver.order.count == 2880)
        #expect(driver.ran.count == ran)
        #expect(driver.ran == Array(driver.order.suffix(ran)))
        #expect(driver.refused(verdict).count == 2880 - ran)
        #expect(driver.rows == ran + 1)
        #expect(driver.nextDue == (try at("2026-11-04T12:01Z")))
    }

    @Test("a machine that slept catches up as after a time down, and what is late by a little runs")
    func asleep() throws {
        var driver = try Driver(at: "2026-11-02T12:00:00Z")
        driver.start([try entry("0 * * * *")])
        try driver.absent(until: "2026-11-02T15:30:00Z")
        driver.tick()
        #expect(driver.ran == ["t 2026-11-02T15:00:00Z"])
        #expect(driver.refused(.coalesced) == ["t 2026-11-02T13:00:00Z", "t 2026-11-02T14:00:00Z"])
        try driver.absent(until: "2026-11-02T16:04:00Z")
        driver.tick()
        #expect(driver.ran.last == "t 2026-11-02T16:00:00Z")
        // And again, and at once again: the machine sleeps as it likes.
        for (hour, last, earlier) in [(18, 18, 17), (21, 21, 20)] {
            try driver.absent(until: "2026-11-02T\(hour):30:00Z")
            driver.tick()
            #expect(driver.ran.last == "t 2026-11-02T\(last):00:00Z")
            #expect(driver.refused(.coalesced).last == "t 2026-11-02T\(earlier):00:00Z")
        }
    }

    // MARK: The clock is set

    @Test("forward under 5 minutes: all that was skipped is replayed")
    func smallForward() throws {
        var driver = try Driver(at: "2026-11-02T07:58:30Z")
        driver.start([try entry("* * * * *"), try entry("daily 08:00", id: "d")])
        try driver.set("2026-11-02T08:02:30Z")
        #expect(
            driver.ran == [
                "t 2026-11-02T07:59:00Z", "d 2026-11-02T08:00:00Z", "t 2026-11-02T08:00:00Z", "t 2026-11-02T08:01:00Z",
                "t 2026-11-02T08:02:00Z",
            ]
        )
    }

    @Test("forward up to 3 hours: fixed times run once, intervals and wildcards go on from the new time")
    func middleForward() throws {
        var driver = try Driver(at: "2026-11-02T07:58:30Z")
        driver.start([
            try entry("*/30 * * * *"), try entry("every 1h", id: "e"), try entry("0,30 8 * * *", id: "f"),
            try entry("daily 12:00", id: "later"),
        ])
        try driver.set("2026-11-02T10:00:10Z")
        #expect(
            driver.ran == [
                "f 2026-11-02T08:00:00Z", "f 2026-11-02T08:30:00Z", "e 2026-11-02T10:00:00Z", "t 2026-11-02T10:00:00Z",
            ]
        )
        #expect(driver.refused(.missed).count == 2 + 4)
        #expect(
            driver.verdicts["e 2026-11-02T09:00:00Z"]?.reason
                == "the clock was set forward over it, by 2h 1m 40s: intervals are not made up for")
        try driver.pass(until: "2026-11-02T12:00:00Z")
        #expect(
            driver.ran.suffix(3).sorted() == [
                "e 2026-11-02T12:00:00Z", "later 2026-11-02T12:00:00Z", "t 2026-11-02T12:00:00Z",
            ])
    }

    @Test("forward by more: it is the new time, and nothing runs for what was skipped")
    func largeForward() throws {
        var driver = try Driver(at: "2026-11-02T07:58:30Z")
        driver.start([try entry("daily 08:00", .all), try entry("every 1h", .all, id: "e")])
        try driver.set("2026-11-04T09:30:00Z")
        #expect(driver.ran.isEmpty)
        #expect(driver.refused(.missed).count == 3 + 50)
        #expect(
            driver.verdicts["t 2026-11-03T08:00:00Z"]?.reason.hasSuffix("more than 3 hours, taken as the new time")
                == true)
        try driver.pass(until: "2026-11-05T08:00:00Z")
        #expect(driver.ran.contains("t 2026-11-05T08:00:00Z"))
        #expect(driver.ran.contains("e 2026-11-04T10:00:00Z"))
    }

    @Test(
        "what was due before the clock was set runs, whatever the step",
        arguments: ["2026-11-02T10:00:00Z", "2026-11-03T10:00:00Z"])
    func dueBefore(set: String) throws {
        var driver = try Driver(at: "2026-11-02T07:58:30Z")
        driver.start([try entry("every 15m")])
        // A minute passes after 08:00 was due, unseen, and then the clock is set.
        driver.uptime += .seconds(150)
        try driver.set(set)
        #expect(driver.ran.first == "t 2026-11-02T08:00:00Z")
        #expect(driver.ran.count == 2)
    }

    @Test("back up to 3 hours: nothing runs twice", arguments: ["2026-11-02T08:01:00Z", "2026-11-02T05:10:00Z"])
    func back(set: String) throws {
        var driver = try Driver(at: "2026-11-02T07:00:00Z")
        driver.start([try entry("*/30 * * * *"), try entry("daily 08:00", id: "d")])
        try driver.pass(until: "2026-11-02T08:05:00Z")
        let before = driver.order
        let cursors = driver.cursors
        try driver.set(set)
        #expect(driver.order == before)
        #expect(driver.cursors == cursors)
        #expect(driver.nextDue == (try at("2026-11-02T08:30Z")))
        try driver.pass(until: "2026-11-02T08:45:00Z")
        #expect(driver.ran == before + ["t 2026-11-02T08:30:00Z"])
    }

    @Test("back by more: it is the new time, so a clock that was years ahead silences nothing")
    func largeBack() throws {
        var driver = try Driver(at: "2036-01-01T00:00:00Z")
        driver.start([try entry("daily 08:00"), try entry("every 1h", id: "e")])
        try driver.pass(until: "2036-01-01T09:00:00Z")
        let before = driver.order.count
        try driver.set("2026-11-02T07:30:00Z")
        #expect(driver.order.count == before)
        try driver.pass(until: "2026-11-02T08:30:00Z")
        #expect(driver.ran.suffix(2).sorted() == ["e 2026-11-02T08:00:00Z", "t 2026-11-02T08:00:00Z"])
    }

    @Test("back while the daemon was down: up to 3 hours nothing twice, by more the new time")
    func backWhileDown() throws {
        for (text, next) in [
            ("2026-11-02T06:30:00Z", "2026-11-02T10:00Z"), ("2026-11-02T03:30:00Z", "2026-11-02T04:00Z"),
        ] {
            var driver = try Driver(at: "2026-11-02T08:00:00Z")
            let entries = [try entry("0 * * * *")]
            driver.start(entries)
            try driver.pass(until: "2026-11-02T09:00:00Z")
            driver.now = try at(text)
            driver.start(entries)
            #expect(driver.order.count == 1)
            #expect(driver.nextDue == (try at(next)))
        }
    }

    @Test("forward and slept at once: the sleep is caught up, the step is not")
    func sleptAndSet() throws {
        var driver = try Driver(at: "2026-11-02T08:00:00Z")
        driver.start([try entry("every 1h", .all)])
        driver.uptime += .seconds(2 * 3600)
        try driver.set("2026-11-02T20:30:00Z")
        #expect(driver.ran == ["t 2026-11-02T09:00:00Z", "t 2026-11-02T10:00:00Z"])
        #expect(driver.refused(.missed).count == 10)
    }

    @Test("a clock without the time since boot never steps forward: a jump is time that passed")
    func withoutUptime() throws {
        var machine = ScheduleMachine()
        let start = try at("2026-11-02T08:00Z")
        _ = machine.on(
            .started([try entry("every 1h")], known: [:], down: nil, Absentees(), ClockReading(now: start, uptime: nil))
        )
        let plan = machine.on(.tick(ClockReading(now: start + .seconds(7200), uptime: nil)))
        #expect(plan.parts.flatMap(\.occurrences).map(\.fate) == [.run(.joining), .coalesced(into: 0)])
    }

    // MARK: Definitions change

    @Test("a reload keeps what has the same times, begins what is new or differs now, and forgets what is gone")
    func reload() throws {
        var driver = try Driver(at: "2026-11-02T08:00:00Z")
        driver.start([
            try entry("every 1h", id: "same"), try entry("every 1h", id: "other"), try entry("every 1h", id: "gone"),
        ])
        try driver.pass(until: "2026-11-02T09:50:00Z")
        let amsterdam = try ZoneRules.load("Europe/Amsterdam")
        let entries = [
            try entry("every 60m", .none, id: "same"), try entry("daily 09:00", zone: amsterdam, id: "other"),
            try entry("every 10m", id: "new"),
        ]
        driver.reload(entries)
        #expect(Set(driver.cursors.keys.map(\.trigger)) == ["same", "other", "new"])
        #expect(driver.order.count == 3)
        try driver.pass(until: "2026-11-02T10:00:00Z")
        #expect(driver.ran.suffix(2) == ["new 2026-11-02T10:00:00Z", "same 2026-11-02T10:00:00Z"])
        try driver.pass(until: "2026-11-03T08:00:00Z")
        #expect(driver.ran.contains("other 2026-11-03T08:00:00Z"))
        // A time that passed before it was written is not made up for.
        #expect(!driver.order.contains("other 2026-11-02T08:00:00Z"))
    }

    @Test("a trigger that is gone at the start is forgotten, and one without a next time is never due")
    func goneAtStart() throws {
        var driver = try Driver(at: "2026-11-02T08:00:00Z")
        driver.start([try entry("every 1h", id: "gone")])
        driver.start([], Absentees(removed: ["w"]))
        #expect(driver.cursors.isEmpty)
        #expect(driver.nextDue == nil)
        driver.tick()
        #expect(driver.order.isEmpty)
    }

    @Test("over a change of the clocks fixed times run once and wildcards each hour")
    func summerTime() throws {
        var driver = try Driver(at: "2026-10-24T12:00:00Z")
        let zone = try ZoneRules.load("Europe/Amsterdam")
        driver.start([try entry("30 2 * * *", zone: zone), try entry("30 * * * *", zone: zone, id: "h")])
        try driver.pass(until: "2026-10-25T03:00:00Z")
        #expect(driver.ran.filter { $0.hasPrefix("t") } == ["t 2026-10-25T00:30:00Z"])
        #expect(driver.ran.filter { $0.hasPrefix("h") }.count == 15)
    }
}
