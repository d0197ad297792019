import GantryCore
import GantryTime
import Testing

@testable import GantryWorkflow

@Suite("Schedule triggers")
struct ScheduleTriggerTests {
    private static let steps = "steps: [{ id: a, action: noop }]\n"

    private func trigger(_ text: String, settings: Settings = testSettings) throws -> (Trigger, ScheduleTrigger) {
        let (workflow, diagnostics) = readWorkflow(Self.steps + "triggers: [{ \(text) }]", settings: settings)
        #expect(diagnostics.isEmpty)
        let trigger = try #require(workflow?.triggers.first)
        guard case .schedule(let schedule) = trigger.kind else {
            throw Absent()
        }
        return (trigger, schedule)
    }

    private struct Absent: Error {}

    private func day(_ text: String) throws -> LocalDate { try #require(LocalDate(text)) }

    @Test("says first and last day, what is left out, and what happens on days that are not worked on")
    func days() throws {
        let (trigger, schedule) = try trigger(
            "schedule: daily 08:00, starting: 2026-01-05, ending: 2027-01-04, only: working_days, "
                + "except: [2026-12-24, 2027-01-01..2027-01-03]")
        #expect(trigger.id == "schedule daily 08:00")
        #expect(schedule.form == .text("daily 08:00"))
        #expect(try [schedule.starting, schedule.ending] == [day("2026-01-05"), day("2027-01-04")])
        #expect(
            try schedule.except == [day("2026-12-24")...day("2026-12-24"), day("2027-01-01")...day("2027-01-03")])
        #expect(schedule.onlyWorkingDays && schedule.roll == nil)
        #expect(try self.trigger("schedule: daily 08:00, except: 2026-12-24").1.except.count == 1)
        #expect(try self.trigger("schedule: daily 08:00, roll: previous").1.roll == .previous)
    }

    @Test(
        "says how much is made up for",
        arguments: [
            ("none", CatchUp.none), ("last", .last), ("all", CatchUp(.all, max: 100)),
            ("{ policy: all, max: 20, max_age: 2d }", CatchUp(.all, max: 20, maxAge: .seconds(172_800))),
            ("{ policy: last, max_age: 90m }", CatchUp(.last, maxAge: .seconds(5400))),
            ("{ policy: none }", CatchUp.none),
        ])
    func catchUp(text: String, expected: CatchUp) throws {
        #expect(try trigger("schedule: daily 08:00, catch_up: \(text)").1.catchUp == expected)
    }

    @Test("a rule stands in place of a schedule, with a time of day and a first day")
    func rule() throws {
        let (trigger, schedule) = try trigger(
            "rrule: \"RRULE:FREQ=monthly;BYDAY=1TU\", at: \"10:00\", starting: 2026-01-06, timezone: Europe/Amsterdam")
        #expect(trigger.id == "rrule FREQ=MONTHLY;BYDAY=1TU at 10:00")
        #expect(schedule.form == .rule("FREQ=MONTHLY;BYDAY=1TU", at: "10:00"))
        #expect(schedule.expression == "FREQ=MONTHLY;BYDAY=1TU at 10:00")
        let table = try Timetable(schedule, calendar: .standard)
        let next = table.nextRun(after: try #require(Instant(rfc3339: "2026-01-06T12:00:00Z")))
        #expect(next?.at.description == "2026-02-03T09:00:00Z")
    }

    @Test("a timetable takes the calendar of the settings, and says where a holiday stands")
    func calendar() throws {
        let settings = try #require(
            readSettings("timezone: UTC\ncalendar:\n  holidays:\n    - 2026-12-25\n").settings)
        let (_, schedule) = try trigger("schedule: daily 08:00, only: working_days", settings: settings)
        let table = try Timetable(schedule, calendar: settings.calendar, places: settings.holidayPlaces)
        let slot = table.next(after: try #require(Instant(rfc3339: "2026-12-25T00:00:00Z")))
        #expect(slot?.fate == .holiday("Fri 25 Dec is a holiday (gantry.yaml:4)"))
    }

    @Test(
        "mistakes are named with their place and a way out",
        arguments: [
            (
                "schedule: every 2 weeks",
                "2:24 0605 'every 2w' does not say from which day it counts | add 'starting: 2026-01-05', the first day"
            ),
            (
                "schedule: every 1d",
                "2:24 0605 'every 1d' does not say from which day it counts | add 'starting: 2026-01-05', the first day, or write daily 08:00"
            ),
            ("schedule: 3d, starting: 2026-01-05", "2:24 0602 '3d' is not a schedule | write every 3d"),
            ("schedule: daily 08:00, only: weekdays", "2:43 0111 'weekdays' is not one of working_days"),
            (
                "schedule: daily 08:00, only: working_days, roll: next",
                "2:63 0312 'only' and 'roll' cannot stand together | 'only' leaves out what falls on other days, 'roll' moves it: keep one"
            ),
            (
                "schedule: every 15m, roll: next",
                "2:41 0602 'roll' moves times of day, and 'every 15m' is none | 'only: working_days' leaves the other days out"
            ),
            (
                "schedule: daily 08:00, starting: 2026-02-01, ending: 2026-01-01",
                "2:67 0312 it ends on 2026-01-01, before it starts on 2026-02-01 | 'ending' is the last day"
            ),
            (
                "schedule: daily 08:00, except: [2026-12-24, 2027-01-03..2027-01-01]",
                "2:58 0104 '2027-01-03..2027-01-01' ends before it begins | write 2027-01-01..2027-01-03"
            ),
            (
                "schedule: daily 08:00, except: [Christmas]",
                "2:46 0104 'Christmas' is not a date such as 2026-12-18"
            ),
            (
                "schedule: 0 8 * * sat, only: working_days",
                "2:24 0603 '0 8 * * sat' never runs: no day of it is left | look at only"
            ),
            (
                "rrule: FREQ=MONTHLY;BYDAY=1TU, at: 10:00",
                "2:12 0103 a trigger needs 'starting' | add 'starting:' with a date such as 2026-12-18"
            ),
            (
                "rrule: FREQ=MONTLY, starting: 2026-01-06",
                "2:26 0602 'MONTLY' is not a frequency | did you mean 'MONTHLY'?"
            ),
            (
                "rrule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30, starting: 2026-01-06",
                "2:21 0603 this never happens from 2026-01-06 on | see UNTIL, and days that no month has"
            ),
            (
                "schedule: daily 08:00, rrule: FREQ=DAILY",
                "2:37 0312 this trigger is 'schedule' already | begin another trigger with '- rrule:'"
            ),
            (
                "rrule: FREQ=DAILY, starting: 2026-01-06, at: 25:00",
                "2:59 0104 '25:00' is not a time of day such as 08:00"
            ),
            ("files: a, only: working_days", "2:24 0102 unknown key 'only' in a trigger | 'only' goes with 'schedule'"),
            ("project: changed, roll: next", "2:32 0102 unknown key 'roll' in a trigger | 'roll' goes with 'schedule'"),
            (
                "schedule: daily 08:00, catch_up: { policy: last, max: 3 }",
                "2:68 0312 'max' goes with 'policy: all' | leave it out"
            ),
            (
                "schedule: daily 08:00, catch_up: { policy: all, max: 0 }",
                "2:67 0104 '0' is not a number from 1 to 10000"
            ),
            (
                "schedule: daily 08:00, catch_up: { policy: none, max_age: 2d }",
                "2:72 0312 with 'policy: none' nothing is made up for | leave it out"
            ),
            (
                "schedule: daily 08:00, at: 10:00",
                "2:37 0102 unknown key 'at' in a trigger | 'at' goes with 'rrule'; here the time stands in the schedule: daily 08:00"
            ),
            (
                "schedule: daily 08:00, until: 2026-12-01",
                "2:37 0102 unknown key 'until' in a trigger | did you mean 'ending'?"
            ),
        ])
    func mistakes(text: String, expected: String) {
        #expect(workflowMistakes(Self.steps + "triggers: [{ \(text) }]") == [expected])
    }
}
