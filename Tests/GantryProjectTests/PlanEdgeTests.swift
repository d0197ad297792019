import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

/// A project's reports at their edges.
private func report(
    _ tasks: String, _ pairs: [(String, String)], head: String = "", people: String? = nil, today: String = "2026-03-02"
) throws -> PlanReport {
    let project = try project(tasks, head: head, people: people)
    let portfolio = Portfolio(projects: [project], people: [String: Person](people))
    let subject = ReportSubject(project, in: portfolio, today: try #require(LocalDate(today)))
    return try PlanReport.checked(of: subject, ReportParameters(pairs.map { (key: $0.0, value: $0.1) }))
}

private func load(_ projects: [Project], _ pairs: [(String, String)], people: String? = nil) throws -> LoadReport {
    let portfolio = Portfolio(projects: projects, people: [String: Person](people))
    let parameters = ReportParameters(pairs.map { (key: $0.0, value: $0.1) })
    return try LoadReport.checked(of: portfolio, parameters, today: try #require(LocalDate("2026-03-02")))
}

@Suite("Plans at the edges of time")
struct PlanLimitTests {
    @Test(
        "what would end after the year 9999 is no plan, and says which task",
        arguments: [
            ("  - a: 10wd", [("as_of", "9999-12-31")]),
            ("  - a: 10wd", [("with", "a 100000wd"), ("as_of", "9900-01-01")]),
            ("  - a: 100000pd ben", []), ("  - a: 1wd\n  - b: 5pd ben after a", [("with", "b 100000pd")]),
        ] as [(String, [(String, String)])])
    func tooLate(_ tasks: String, _ pairs: [(String, String)]) throws {
        let problem = #expect(throws: ReportProblem.self) {
            try report(tasks, pairs, head: "team: [ben 0.0001%]")
        }
        #expect(problem?.message.hasSuffix("would end after 9999-12-31, so there is no plan") == true)
    }

    @Test(
        "figures beyond all measure are refused where they are read",
        arguments: [
            "a: 2000000000000wd", "a: 100001wd", "a: 99999999999pd ben", "{ id: a, duration: 100001wd }",
            "{ id: a, effort: 100000.5pd }", "{ id: a, left: 999999999999999999999wd }",
        ])
    func bounds(_ task: String) {
        #expect(Read("project: p\nlead: a\nstart: 2026-03-02\ntasks:\n  - \(task)\n").errors.count == 1)
    }

    @Test(
        "a change beyond all measure is refused as well",
        arguments: [
            "a +9223372036854775807wd", "a 9223372036854775807wd", "a left 9223372036854775807wd",
            "a +99999999999999999999pd",
        ])
    func changeBounds(_ change: String) {
        let problem = #expect(throws: ReportProblem.self) { try report("  - a: 10wd", [("with", change)]) }
        #expect(problem?.kind == .parameter)
    }

    @Test("growing again and again stays within what can be counted")
    func growth() throws {
        let changes = (0..<30).map { _ in ("with", "a +99999wd") }
        #expect(try report("  - a: 10wd", changes).scenario?.with.finish.year ?? 0 > 2400)
    }

    @Test("load far in the future is refused, not counted into weeks that are not there")
    func lateLoad() throws {
        let project = try project("  - a: 10wd ben")
        for pairs in [[("as_of", "9999-12-31")], [("from", "9999-12-31")]] {
            #expect(throws: ReportProblem.self) { try load([project], pairs) }
        }
        #expect(try load([project], [("as_of", "5900-12-31")]).rows.count == 2)
    }

    @Test("a leave without end leaves nobody, and the plan says that it has no end")
    func endlessLeave() throws {
        let people = "ben: { leave: [{ from: 2026-03-03, to: 9999-12-31 }] }"
        #expect(throws: ReportProblem.self) { try report("  - a: 5pd ben", [], people: people) }
    }
}

@Suite("Plans and what is known of them")
struct PlanFactTests {
    @Test("a fact that is later than the day does not count yet, and that is said")
    func laterFacts() throws {
        let tasks = """
              - { id: a, duration: 4wd, started: 2026-03-20, left: 1wd, said: 2026-03-20 }
              - b: 2wd after a
              - { id: c, duration: 3wd, started: 2026-03-20, finished: 2026-03-24 }
            """
        let report = try report(tasks, [("as_of", "2026-03-09")])
        let dates = report.tasks.map { "\($0.id) \($0.start) \($0.finish)" }
        #expect(dates == ["a 2026-03-09 2026-03-12", "b 2026-03-13 2026-03-16", "c 2026-03-09 2026-03-11"])
        #expect(report.notes.contains("not known yet on 2026-03-09, so not counted: what was said later of a, c"))
    }

    @Test("a milestone due on a day off stands at the working day before, in time")
    func milestoneOnDayOff() throws {
        let plan = try planned("  - { id: golive, milestone: true, due: 2026-03-14 }", head: "deadline: 2026-03-14")
        #expect(plan.dates == ["golive 2026-03-13 2026-03-13"])
        #expect(plan.tasks[0].margin == 0 && plan.margin == 0)
    }

    @Test("a milestone with a start and a due date stands at its start")
    func milestoneWithBoth() throws {
        let plan = try planned("  - { id: m, milestone: true, start: 2026-03-10, due: 2026-03-20 }")
        #expect(plan.dates == ["m 2026-03-10 2026-03-10"])
        #expect(!PlanNotes(plan).sentences.contains { $0.contains("fixed to") })
    }

    @Test("without works a week has forty hours, however many days the project works")
    func usualWeek() throws {
        let sixDays = try project(
            "  - a: 6wd ben", head: "calendar: { week: mon-sat }\nteam: [ben]")
        let week = try #require(try load([sixDays], [("weeks", "1")]).rows.first { $0.id == "ben" }?.weeks.first)
        #expect(week.hours.rounded(6) == 40 && week.capacity == 40)
        let mondays = try planned("  - a: 5pd ben", head: "calendar: { week: mon }")
        #expect(mondays.tasks[0].earlyFinish.days == 4)
    }

    @Test("roles, leave and week that a project writes down of its people count in the load")
    func ownPeople() throws {
        let own = try project(
            "  - a: 5wd ben",
            head:
                "team: [ben]\npeople: { ben: { roles: [developer], works: 20h/week, leave: [{ from: 2026-03-03, to: 2026-03-03 }] } }"
        )
        let people = "ben: { name: Ben, email: ben@example.org }"
        #expect(
            try load([own], [("by", "role"), ("weeks", "1")], people: people).rows.map(\.id) == ["-", "developer"])
        let report = try load([own], [("weeks", "1"), ("explain", "true")], people: people)
        #expect(report.rows.first { $0.id == "ben" }?.capacity == 16)
        let inputs = report.explain?.first { $0.figure == "rows.ben" }?.evidence.inputs ?? []
        #expect(inputs.map(\.name) == ["works", "leave", "share in p", "p/a"])
        #expect(inputs.allSatisfy { $0.source != nil })
    }

    @Test("who is described by a project only, and works on nothing, is free with their skill")
    func describedOnly() throws {
        let own = try project("  - a: 1wd ben", head: "team: [ben]\npeople: { zoe: { skills: [data] } }")
        let report = try load([own], [("skill", "data"), ("days", "5")])
        #expect(report.rows.map { "\($0.id) \($0.free)" } == ["zoe 40"])
    }

    @Test("a holiday that all projects of a person keep takes its hours away")
    func projectHolidays() throws {
        let own = try project(
            "  - a: 4wd ben", head: "team: [ben]\ncalendar: { week: mon-fri, holidays: [2026-03-04] }")
        let week = try #require(try load([own], [("weeks", "1")]).rows.first { $0.id == "ben" }?.weeks.first)
        #expect(week.hours == 32 && week.capacity == 32)
    }

    @Test("a task that is only passed by at its start does not widen the chance of the finish")
    func passedBy() throws {
        let narrow = try planned(
            """
              - { id: a, duration: { o: 4wd, m: 5wd, p: 6wd } }
              - { id: b, duration: { o: 3wd, m: 3wd, p: 9wd }, after: [a] }
              - { id: c, duration: 20wd, after: [{ task: b, type: SS, lag: 2wd }] }
            """)
        let chance = PertChance(narrow, by: try #require(LocalDate("2026-04-30")))
        #expect(chance.path == ["a", "b", "c"])
        #expect(chance.variance == Decimal(4) / 36)
    }

    @Test("the simulation leaves as much open as the plan does, to the fraction of a percent")
    func openPart() throws {
        let plan = try planned(
            "  - { id: a, duration: { o: 10wd, m: 10wd, p: 30wd }, started: 2026-03-02, percent: 99.5% }",
            asOf: "2026-03-09")
        let finishes = try Simulation(plan).run(times: 200, seed: 1).finishes
        #expect(finishes.allSatisfy { $0 <= WorkTime(days: 5) + WorkTime(ticks: WorkTime.ticksPerDay * 15 / 100) })
    }
}

@Suite("What if, with money and people")
struct ScenarioMoneyTests {
    private static let head = """
        budget: 100000.00 EUR
        team: [ben, chi]
        people: { ben: { cost_rate: { from: 2026-01-01, amount: 100.00 EUR } }, chi: { leave: [{ from: 2027-01-01, to: 2027-01-02 }] } }
        ledger: [{ date: 2026-03-12, hours: 72h, person: ben }]
        """

    @Test("work that is done and booked is not forecast again, with a day or without")
    func doneWork() throws {
        let tasks = "  - { id: a, duration: 10wd, who: [ben], percent: 90, said: 2026-03-12 }\n  - b: 5wd ben after a"
        for pairs in [[("as_of", "2026-03-13")], []] {
            let report = try report(
                tasks, [("with", "deadline 2027-01-01")] + pairs, head: Self.head, today: "2026-03-13")
            #expect(report.scenario?.today.forecast?.description == "12000.00")
        }
    }

    @Test("leave counts in the load also of who has leave in the project already")
    func ownLeave() throws {
        let report = try report(
            "  - a: 5wd chi", [("with", "leave chi 2026-03-02 2026-03-03"), ("as_of", "2026-03-02")], head: Self.head)
        #expect(report.scenario?.today.peak?.percent == 100)
        #expect(report.scenario?.with.peak?.percent.rounded(0) == 167)
    }

    @Test("an effort costs its hours, not the days on which its owner is away")
    func effortOverLeave() throws {
        let head = """
            budget: 100000.00 EUR
            team: [ben]
            people: { ben: { cost_rate: { from: 2026-01-01, amount: 100.00 EUR }, leave: [{ from: 2026-03-03, to: 2026-03-13 }] } }
            """
        let report = try report("  - a: 3pd ben", [("with", "deadline 2027-01-01")], head: head)
        #expect(report.finish == LocalDate("2026-03-17"))
        #expect(report.scenario?.today.forecast?.description == "2400.00")
        let explained = try #require(
            try self.explained("  - a: 3pd ben", [("with", "a 4pd"), ("by", "2026-03-20")], head: head))
        let figures = explained.map(\.figure)
        #expect(
            figures.suffix(4) == [
                "scenario.today.forecast", "scenario.with.forecast", "scenario.with.finish", "simulation.pert",
            ])
        let inputs = try #require(explained.first { $0.figure == "scenario.with.forecast" }).evidence.inputs
        #expect(inputs.map { "\($0.name): \($0.value)" } == ["spent and promised: 0.00 EUR", "a: 32h ben = 3200"])
        #expect(inputs.allSatisfy { $0.source != nil })
    }

    private func explained(_ tasks: String, _ pairs: [(String, String)], head: String) throws -> [Explanation]? {
        try report(tasks, pairs + [("explain", "true")], head: head).explain
    }

    @Test("proposed projects count in the highest load, as they do in the load")
    func proposed() throws {
        let active = try project("  - a: 5wd ben", head: "team: [ben]", file: "projects/a.yaml")
        let text = "project: q\nlead: asha\nstart: 2026-03-02\nstatus: proposed\nteam: [ben]\ntasks:\n  - z: 5wd ben\n"
        let proposed = try #require(Read(text, name: "projects/q.yaml").project)
        let subject = ReportSubject(
            active, in: Portfolio(projects: [active, proposed]), today: try #require(LocalDate("2026-03-02")))
        let report = try PlanReport.checked(of: subject, ReportParameters([(key: "with", value: "a +0wd")]))
        #expect(report.scenario?.today.peak?.percent == 200)
    }

    @Test("tasks without an owner are the lead's in levelling too, and what has begun twice at once is said")
    func leadAndOverlap() throws {
        let unowned = try report("  - a: 3wd\n  - b: 3wd", [("level", "true")])
        #expect(unowned.levelling?.moved.map(\.id) == ["b"])
        let begun = try report(
            "  - { id: a, duration: 5wd, who: [ben], started: 2026-03-02, percent: 10 }\n"
                + "  - { id: b, duration: 5wd, who: [ben], started: 2026-03-02, percent: 10 }",
            [("level", "true"), ("as_of", "2026-03-03")])
        #expect(begun.levelling?.moved.isEmpty == true)
        #expect(begun.levelling?.overlaps.map { "\($0.person) \($0.tasks)" } == [#"ben ["a", "b"]"#])
        let alone = try report("  - { id: a, duration: 5wd, effort: 8pd, who: [ben] }", [("level", "true")])
        #expect(alone.levelling?.overlaps.map { "\($0.person) \($0.tasks)" } == [#"ben ["a"]"#])
    }
}
