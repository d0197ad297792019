import FoundationEssentials
import GantryCore
import GantryTime
import Testing

@testable import GantryProject

@Suite("Plans")
struct PlanTests {
    @Test("the textbook's network of seven tasks takes 16 days over A, B, D, E and G")
    func textbook() throws {
        let plan = try planned(
            """
              - A: 6wd
              - B: 2wd after A
              - C: 2wd after A
              - D: 3wd after B
              - E: 4wd after D, F
              - F: 2wd after C
              - G: 1wd after E
            """)
        #expect(plan.duration.days == 16)
        #expect(plan.criticalPath == ["A", "B", "D", "E", "G"])
        #expect(
            plan.rows == [
                "A 0-6 0-6 0/0", "B 6-8 6-8 0/0", "C 6-8 7-9 1/0", "D 8-11 8-11 0/0", "E 11-15 11-15 0/0",
                "F 8-10 9-11 1/1", "G 15-16 15-16 0/0",
            ])
        #expect(plan.dates.last == "G 2026-03-23 2026-03-23")
    }

    @Test(
        "each kind of link holds the second task back by its own rule",
        arguments: [
            // A takes 4 days, B 6.
            ("FS", "2wd", "B 6-12 6-12 0/0"), ("FS", "0wd", "B 4-10 4-10 0/0"), ("FS", "-2wd", "B 2-8 2-8 0/0"),
            ("FS", "-9wd", "B 0-6 0-6 0/0"), ("SS", "1wd", "B 1-7 1-7 0/0"), ("FF", "1wd", "B 0-6 0-6 0/0"),
            ("FF", "5wd", "B 3-9 3-9 0/0"), ("SF", "1wd", "B 0-6 0-6 0/0"), ("SF", "8wd", "B 2-8 2-8 0/0"),
            // A ends on Thursday 5 March: two days on is Sunday, and Monday is day 5.
            ("FS", "2d", "B 5-11 5-11 0/0"), ("FS", "3d", "B 5-11 5-11 0/0"), ("FS", "4d", "B 6-12 6-12 0/0"),
            ("SS", "5d", "B 5-11 5-11 0/0"), ("SS", "1d", "B 1-7 1-7 0/0"),
            // Thursday and five days are Tuesday, whose close is day 7.
            ("FF", "5d", "B 1-7 1-7 0/0"), ("FF", "3d", "B 0-6 0-6 0/0"),
            // Monday and eight days is the Tuesday after, so Monday's close, day 6, is its start.
            ("SF", "8d", "B 0-6 0-6 0/0"), ("SF", "10d", "B 2-8 2-8 0/0"),
        ] as [(String, String, String)])
    func links(_ kind: String, _ lag: String, _ expected: String) throws {
        let plan = try planned(
            "  - A: 4wd\n  - { id: B, duration: 6wd, after: [{ task: A, type: \(kind), lag: \(lag) }] }")
        #expect(plan.rows.last == expected)
    }

    @Test("a calendar wait is taken back to the latest end that still satisfies it")
    func calendarWaitBackwards() throws {
        // A could end on Friday: three calendar days after that is Tuesday, and B begins on Wednesday at the latest.
        let plan = try planned(
            """
              - A: 4wd
              - { id: B, duration: 1wd, after: [{ task: A, lag: 3d }] }
              - C: 8wd
            """)
        #expect(plan.rows == ["A 0-4 1-5 1/0", "B 5-6 7-8 2/2", "C 0-8 0-8 0/0"])
    }

    @Test("several starts and ends share one finish")
    func severalEnds() throws {
        let plan = try planned("  - A: 2wd\n  - B: 5wd\n  - C: 1wd after A\n  - M: milestone after B, C")
        #expect(plan.rows == ["A 0-2 2-4 2/0", "B 0-5 0-5 0/0", "C 2-3 4-5 2/2", "M 5-5 5-5 0/0"])
        #expect(plan.dates.last == "M 2026-03-06 2026-03-06")
    }

    @Test("three estimates count with their mean, to the last sixth of a day")
    func threePoint() throws {
        let plan = try planned(
            """
              - { id: A, duration: { o: 5wd, m: 8wd, p: 17wd } }
              - { id: B, duration: { o: 3wd, m: 5wd, p: 7wd }, after: A }
              - { id: C, duration: { o: 4wd, m: 6wd, p: 8wd }, after: B }
              - { id: D, duration: { o: 3wd, m: 4wd, p: 5wd }, after: C }
            """)
        #expect(plan.duration.days == 24)
        let chance = PertChance(plan, by: try #require(LocalDate("2026-04-08")))
        #expect(chance.days == 28 && chance.expected == 24 && chance.variance == 5)
        #expect(chance.path == ["A", "B", "C", "D"])
        #expect((chance.probability.map { ($0 * 1000).rounded() }) == 963)
        let sixths = try planned("  - { id: A, duration: { o: 1wd, m: 1wd, p: 2wd } }")
        #expect(sixths.duration.ticks * 6 == 7 * WorkTime.ticksPerDay)
    }

    @Test(
        "an effort becomes a duration by the hours, shares and leave of its owners",
        arguments: [
            ("10pd", "ben", "10"),  // forty hours a week
            ("10pd", "ben+chi", "5"),
            ("10pd", "dan", "12.5"),  // 32 hours a week
            ("10pd", "eva", "25"),  // 40 % of the week
            ("10pd", "fay", "12"),  // away for the first two days
            ("3pd", "gil", "7"),  // away from day 2 to day 5
            ("0.5pd", "ben", "0.5"), ("10pd", "ben+fay", "6"),
        ] as [(String, String, String)])
    func effort(_ effort: String, _ who: String, _ days: String) throws {
        let people = """
            ben: {}
            chi: {}
            dan: { works: 32h/week }
            eva: {}
            fay: { leave: [{ from: 2026-03-02, to: 2026-03-03 }] }
            gil: { leave: [{ from: 2026-03-04, to: 2026-03-07 }, { from: 2026-03-08, to: 2026-03-09 }] }
            """
        let plan = try planned(
            "  - A: \(effort) \(who)", head: "team: [ben, chi, dan, eva 40%, fay, gil]", people: people)
        #expect("\(plan.tasks[0].earlyFinish.days)" == days)
        #expect(plan.tasks[0].totalFloat == .zero)
    }

    @Test("effort has float by the calendar of its owners, and never less than none")
    func effortFloat() throws {
        let people = "fay: { leave: [{ from: 2026-03-05, to: 2026-03-06 }] }"
        let plan = try planned("  - A: 2pd fay\n  - B: 10wd", people: people)
        // From Monday the 9th fay is back; the latest two days before the end are the 12th and 13th.
        #expect(plan.rows == ["A 0-2 8-10 8/8", "B 0-10 0-10 0/0"])
    }

    // MARK: Dates

    @Test("dates skip weekends and holidays, at both ends")
    func workingDays() throws {
        let plan = try planned(
            "  - A: 5wd\n  - B: 1wd after A", head: "calendar: { week: mon-fri, holidays: [2026-03-04, 2026-03-09] }")
        #expect(plan.dates == ["A 2026-03-02 2026-03-10", "B 2026-03-11 2026-03-11"])
        let late = Read("project: p\nlead: a\nstart: 2026-03-01\ntasks:\n  - A: 1wd").project
        #expect(Plan(of: try #require(late), people: [:]).dates == ["A 2026-03-02 2026-03-02"])
    }

    @Test(
        "what is fixed stands at its date, and what has no date as soon as it can",
        arguments: [
            ("  - { id: M, milestone: true, start: 2026-03-11 }", "M 2026-03-11 2026-03-11"),
            ("  - { id: M, milestone: true, due: 2026-03-11 }", "M 2026-03-11 2026-03-11"),
            ("  - { id: M, milestone: true }", "M 2026-03-02 2026-03-02"),
            ("  - { id: T, duration: 2wd, start: 2026-03-14 }", "T 2026-03-16 2026-03-17"),
            ("  - { id: T, duration: 2wd, due: 2026-03-11 }", "T 2026-03-02 2026-03-03"),
        ])
    func fixedDates(_ tasks: String, _ expected: String) throws {
        #expect(try planned(tasks).dates == [expected])
    }

    @Test("a fixed date that cannot be kept is said")
    func brokenFixedDate() throws {
        let plan = try planned("  - A: 5wd\n  - { id: B, duration: 1wd, after: A, start: 2026-03-04 }")
        #expect(plan.dates.last == "B 2026-03-09 2026-03-09")
        #expect(
            PlanNotes(plan).sentences.contains(
                "B is fixed to 2026-03-04 and begins on 2026-03-09: what it waits for ends later"))
    }

    @Test(
        "the margin counts working days to the due date, and a day off counts as the one before",
        arguments: [
            ("2026-03-06", 0), ("2026-03-07", 0), ("2026-03-08", 0), ("2026-03-09", 1), ("2026-03-05", -1),
            ("2026-03-13", 5),
        ])
    func margin(_ due: String, _ margin: Int) throws {
        #expect(try planned("  - A: 5wd due \(due)").tasks[0].margin == margin)
        #expect(try planned("  - A: 5wd", head: "deadline: \(due)").margin == margin)
    }

    // MARK: Facts

    @Test("what happened has its own dates, and the rest follows from them")
    func facts() throws {
        let plan = try planned(
            """
              - { id: A, duration: 3wd, started: 2026-03-03, finished: 2026-03-10 }
              - B: 2wd after A
              - { id: C, duration: 4wd, started: 2026-03-04, percent: 50 }
            """)
        #expect(plan.dates == ["A 2026-03-03 2026-03-10", "B 2026-03-11 2026-03-12", "C 2026-03-04 2026-03-09"])
    }

    @Test(
        "with a day that is today, what is left begins on it",
        arguments: [
            ("- { id: A, duration: 4wd, started: 2026-03-03, percent: 50 }", "A 2026-03-03 2026-03-17"),
            ("- { id: A, duration: 4wd, started: 2026-03-03, left: 1wd }", "A 2026-03-03 2026-03-16"),
            ("- { id: A, duration: 4wd, percent: 25 }", "A 2026-03-02 2026-03-18"),
            ("- { id: A, duration: 4wd }", "A 2026-03-16 2026-03-19"),
            ("- { id: A, effort: 4pd, who: ben, percent: 50 }", "A 2026-03-02 2026-03-17"),
            ("- { id: A, duration: 4wd, started: 2026-03-03, finished: 2026-03-04 }", "A 2026-03-03 2026-03-04"),
            ("- { id: A, duration: 4wd, percent: 100 }", "A 2026-03-02 2026-03-05"),
            ("- { id: A, duration: 40wd, percent: 100 }", "A 2026-03-02 2026-03-16"),
            ("- { id: A, duration: 40wd, percent: 100, said: 2026-03-11 }", "A 2026-03-02 2026-03-11"),
        ])
    func asOf(_ task: String, _ expected: String) throws {
        #expect(try planned("  " + task, asOf: "2026-03-16").dates == [expected])
    }

    @Test("what has begun too early waits with its rest for what it should have waited for")
    func outOfSequence() throws {
        let plan = try planned(
            """
              - A: 10wd
              - { id: B, duration: 4wd, started: 2026-03-04, left: 3wd, after: A }
            """, asOf: "2026-03-09")
        #expect(plan.dates == ["A 2026-03-09 2026-03-20", "B 2026-03-04 2026-03-25"])
        #expect(plan.tasks.map(\.totalFloat) == [.zero, .zero])
    }

    @Test("a task that says nothing takes no time, and that is said")
    func silence() throws {
        let plan = try planned("  - A\n  - B: 1wd after A")
        #expect(plan.dates == ["A 2026-03-02 2026-03-02", "B 2026-03-02 2026-03-02"])
        #expect(PlanNotes(plan).sentences.first == "1 task has neither duration nor effort and take no time: A")
    }
}
