import GantryCore
import Testing

@testable import GantryActions

@Suite("deadline.check")
struct DeadlineCheckTests {
    static let head = "project: crm2\nlead: asha\nstart: 2026-10-01\nteam: [asha, ben, chi]\n"
    static let christmas = head + "calendar: { week: mon-fri, holidays: [2026-12-24, 2026-12-25] }\n"

    private func run(
        _ text: String, on day: String, _ inputs: [String: Value] = [:]
    ) async throws -> [Finding] {
        try await Checks(text).run("deadline.check", on: day, inputs).findings
    }

    @Test(
        "three working days before a Monday after Christmas is the Monday before",
        arguments: [
            ("2026-12-18", nil), ("2026-12-20", nil),
            ("2026-12-21", "tasks/build 3wd -3 warning"), ("2026-12-22", "tasks/build 3wd -3 warning"),
            ("2026-12-23", "tasks/build 1wd -1 warning"), ("2026-12-24", "tasks/build 1wd -1 warning"),
            ("2026-12-27", "tasks/build 1wd -1 warning"), ("2026-12-28", "tasks/build due 0 warning"),
            ("2026-12-29", "tasks/build overdue 1 critical"), ("2026-12-30", "tasks/build overdue 1 critical"),
            ("2026-12-31", "tasks/build overdue 2 critical"), ("2027-01-04", "tasks/build overdue 3 critical"),
        ])
    func christmas(day: String, expected: String?) async throws {
        let found = try await run(
            Self.christmas + "tasks: [{ id: build, due: 2026-12-28 }]\n", on: day, ["before": .list(["3wd", "1wd"])])
        #expect(found.map(\.short) == [expected].compactMap { $0 })
    }

    @Test(
        "a message says the day and the working days to it",
        arguments: [
            ("2026-12-11", "\"build\" is due Mon 28 Dec, in 9 working days; not started"),
            ("2026-12-21", "\"build\" is due Mon 28 Dec, in 3 working days; not started"),
            ("2026-12-23", "\"build\" is due Mon 28 Dec, in 1 working day; not started"),
            ("2026-12-28", "\"build\" is due today, Mon 28 Dec; not started"),
            ("2026-12-29", "\"build\" was due Mon 28 Dec, 1 working day ago; not started"),
            ("2027-01-04", "\"build\" was due Mon 28 Dec 2026, 5 working days ago; not started"),
        ])
    func messages(day: String, expected: String) async throws {
        let found = try await run(Self.christmas + "tasks: [{ id: build, due: 2026-12-28 }]\n", on: day)
        #expect(found.map(\.message) == [expected])
    }

    @Test(
        "a due date on a day off counts as the working day before it, and the message says so",
        arguments: [
            (
                "2026-12-18", "tasks/build due 0 warning",
                "\"build\" is due today, Fri 18 Dec (Sun 20 Dec is no working day); not started"
            ),
            (
                "2026-12-19", "tasks/build overdue 1 critical",
                "\"build\" was due Fri 18 Dec (Sun 20 Dec is no working day), and that has passed; not started"
            ),
            (
                "2026-12-21", "tasks/build overdue 1 critical",
                "\"build\" was due Fri 18 Dec (Sun 20 Dec is no working day), 1 working day ago; not started"
            ),
            (
                "2026-12-23", "tasks/build overdue 2 critical",
                "\"build\" was due Fri 18 Dec (Sun 20 Dec is no working day), 3 working days ago; not started"
            ),
        ])
    func dayOff(day: String, short: String, message: String) async throws {
        let found = try await run(Self.head + "tasks: [{ id: build, due: 2026-12-20 }]\n", on: day)
        #expect(found.map(\.short) == [short])
        #expect(found.map(\.message) == [message])
        #expect(
            found.first?.evidence.arithmetic.first
                == "Sun 20 Dec is no working day and counts as the one before it, Fri 18 Dec")
    }

    @Test("the evidence holds the rule, every input with its line, and the sums")
    func evidence() async throws {
        let text =
            Self.christmas + """
                tasks:
                  - id: build
                    name: Build it
                    who: [ben, chi]
                    due: 2026-12-28
                    left: 8wd
                    said: 2026-12-14
                    blocked: waiting for API v2

                """
        let finding = try #require(try await run(text, on: "2026-12-22").first)
        #expect(
            finding.message
                == "\"Build it\" is due Mon 28 Dec, in 2 working days; blocked: waiting for API v2, 8 working days left (said Mon 14 Dec)"
        )
        #expect(finding.owner == "ben+chi")
        #expect(finding.due == LocalDate("2026-12-28"))
        #expect(
            finding.advice == ["gantry explain crm2/deadline/build", "gantry ack crm2/deadline/build --because \"…\""])
        #expect(
            finding.evidence.rule
                == "a task is told about 10, 3 and 1 working days before it is due, on the day, when it has passed, and every 2 working days from then on; it ends with 'finished', 100 % or nothing left"
        )
        #expect(
            finding.evidence.inputs.map { "\($0.name)=\($0.value) \($0.source?.fileAndLine ?? "-")" } == [
                "due=2026-12-28 projects/1.yaml:10", "who=ben+chi projects/1.yaml:9", "left=8wd projects/1.yaml:11",
                "said=2026-12-14 projects/1.yaml:12", "blocked=waiting for API v2 projects/1.yaml:13",
                "today=2026-12-22 (Europe/Amsterdam) -",
            ])
        #expect(
            finding.evidence.arithmetic == [
                "Mon 28 Dec - 3 working days = Mon 21 Dec (holidays: Thu 24 Dec, Fri 25 Dec)",
                "today, Tue 22 Dec, to Mon 28 Dec = 2 working days",
                "next: Wed 23 Dec, 1 working day before",
            ])
    }

    @Test("what is overdue says when it is told again")
    func overdueSums() async throws {
        let text = Self.christmas + "tasks: [{ id: build, due: 2026-12-18, percent: 40 }]\n"
        let finding = try #require(try await run(text, on: "2026-12-23").first)
        #expect(finding.stage == Finding.Stage("overdue", rank: 2))
        #expect(
            finding.evidence.arithmetic == [
                "Fri 18 Dec to today, Wed 23 Dec = 3 working days",
                "next: Tue 29 Dec, every 2 working days while it is overdue",
            ])
        let once = try #require(try await run(text, on: "2026-12-23", ["overdue_every": "0wd"]).first)
        #expect(once.stage == Finding.Stage("overdue", rank: 1))
        #expect(once.evidence.arithmetic == ["Fri 18 Dec to today, Wed 23 Dec = 3 working days"])
    }

    @Test(
        "what is done is not told about",
        arguments: [
            "finished: 2026-12-17", "percent: 100", "percent: 100%", "left: 0wd",
        ])
    func done(state: String) async throws {
        #expect(
            try await run(Self.head + "tasks: [{ id: build, due: 2026-12-18, \(state) }]\n", on: "2026-12-23").isEmpty)
    }

    @Test(
        "only an active project is told about, but every one is looked at",
        arguments: [
            ("active", 2), ("proposed", 0), ("on_hold", 0), ("done", 0), ("closed", 0), ("cancelled", 0),
        ])
    func status(status: String, count: Int) async throws {
        let text = Self.head + "status: \(status)\ndeadline: 2026-12-18\ntasks: [{ id: build, due: 2026-12-18 }]\n"
        let result = try await Checks(text).run("deadline.check", on: "2026-12-23")
        #expect(result.findings.count == count)
        #expect(result.evaluated == ["crm2"])
        #expect(result.rules == ["deadline"])
    }

    @Test("the project's own deadline is a finding of its own, for the lead")
    func projectDeadline() async throws {
        let found = try await run(Self.head + "deadline: 2027-03-31\n", on: "2027-03-22")
        #expect(found.map(\.short) == ["deadline 10wd -10 info"])
        #expect(found.map(\.message) == ["The project's deadline is Wed 31 Mar, in 7 working days"])
        #expect(found.first?.owner == nil)
        #expect(found.first?.evidence.inputs.first?.source?.fileAndLine == "projects/1.yaml:5")
        let late = try await run(Self.head + "deadline: 2027-03-31\n", on: "2027-04-02")
        #expect(late.map(\.message) == ["The project's deadline was Wed 31 Mar, 2 working days ago"])
    }

    @Test("each project's today is that of its own zone, its week that of its own calendar")
    func zones() async throws {
        let checks = try Checks(
            "project: tokyo\nlead: asha\nstart: 2026-01-01\ntimezone: Asia/Tokyo\ntasks: [{ id: a, due: 2026-12-18 }]\n",
            "project: york\nlead: asha\nstart: 2026-01-01\ntimezone: America/New_York\ntasks: [{ id: a, due: 2026-12-18 }]\n",
            "project: riyadh\nlead: asha\nstart: 2026-01-01\ntimezone: Asia/Riyadh\ncalendar: { week: sun-thu }\ntasks: [{ id: a, due: 2026-12-18 }]\n"
        )
        // 18 December 16:00 UTC: the 19th in Tokyo; a Friday, which is no working day in Riyadh.
        let found = try await checks.run("deadline.check", on: "2026-12-18T16:00:00Z").findings
        #expect(
            found.map { "\($0.project) \($0.short)" } == [
                "tokyo tasks/a overdue 1 critical", "york tasks/a due 0 warning", "riyadh tasks/a overdue 1 critical",
            ])
    }

    @Test("the highest stage is all that starting late raises, whatever the order of the stages")
    func startingLate() async throws {
        let text = Self.head + "tasks: [{ id: build, due: 2026-12-18 }]\n"
        let found = try await run(text, on: "2026-12-17", ["before": .list(["1wd", "10wd", "3wd", "3wd", "0wd"])])
        #expect(found.map(\.short) == ["tasks/build 1wd -1 warning"])
        let none = try await run(text, on: "2026-12-17", ["before": .list([])])
        #expect(none.isEmpty)
    }

    @Test("ranks rise from stage to stage over a task's life, and repeats rise too")
    func ranks() async throws {
        let checks = try Checks(Self.christmas + "tasks: [{ id: build, due: 2026-12-28 }]\n")
        var stages: [Finding.Stage] = []
        var day = try #require(LocalDate("2026-12-01"))
        while day < LocalDate(year: 2027, month: 1, day: 20) ?? day {
            stages += try await checks.run("deadline.check", on: "\(day)").findings.map(\.stage)
            day = day + 1
        }
        #expect(zip(stages, stages.dropFirst()).allSatisfy { $0 <= $1 })
        let told = stages.reduce(into: [Finding.Stage]()) { told, stage in if told.last != stage { told.append(stage) }
        }
        #expect(told.map(\.name).prefix(5) == ["10wd", "3wd", "1wd", "due", "overdue"])
        #expect(told.count == 12)
    }

    @Test("only the projects that are asked for are looked at")
    func projects() async throws {
        let checks = try Checks(
            Self.head + "deadline: 2026-12-18\n", "project: shop\nlead: asha\nstart: 2026-10-01\ndeadline: 2026-12-18\n"
        )
        let one = try await checks.run("deadline.check", on: "2026-12-18", ["projects": .list(["shop", "shop"])])
        #expect(one.evaluated == ["shop"])
        #expect(one.findings.map(\.project) == ["shop"])
        #expect(one.output.json == #"{"projects":["shop"]}"#)
        let none = try await checks.run("deadline.check", on: "2026-12-18", ["projects": .list([])])
        #expect(none.evaluated.isEmpty)
        let said = await failure {
            try await checks.run("deadline.check", on: "2026-12-18", ["projects": .list(["crm3"])])
        }
        #expect(said == "there is no project 'crm3'; did you mean 'crm2'?")
    }

    @Test("inputs that an expression made wrong are refused in words")
    func wrongInputs() throws {
        #expect(throws: ActionFailure("'before' holds \"3d\", which is no number of working days such as 3wd")) {
            try DueRule(["before": .list(["3d"])])
        }
        #expect(throws: ActionFailure("'overdue_every' holds 2, which is no number of working days such as 3wd")) {
            try DueRule(["overdue_every": 2])
        }
    }
}
