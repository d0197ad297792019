import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("What if")
struct ScenarioTests {
    private static let head = """
        deadline: 2026-03-31
        budget: 20000.00 EUR
        team: [asha, ben, chi]
        people: { ben: { cost_rate: [{ from: 2026-01-01, per: hour, amount: 100.00 EUR }] } }
        requirements: [{ id: R1, text: fast }, { id: R7, text: nice }]
        """
    private static let tasks = """
          - { id: design, duration: 5wd, who: [ben] }
          - { id: build, duration: 10wd, who: [ben], after: [design], meets: [R1, R7] }
          - { id: report, duration: 4wd, who: [chi], after: [build], meets: [R7], budget: 2000.00 EUR }
          - { id: golive, milestone: true, after: [report] }
        """

    private func scenario(_ changes: [String]) throws -> ScenarioReport {
        let project = try project(Self.tasks, head: Self.head)
        let portfolio = Portfolio(projects: [project])
        let today = try #require(LocalDate("2026-03-02"))
        let subject = ReportSubject(project, in: portfolio, today: today)
        let parameters = ReportParameters(changes.map { (key: "with", value: $0) })
        return try #require(PlanReport.checked(of: subject, parameters).scenario)
    }

    @Test(
        "each change has its finish, its margin and its cost",
        arguments: [
            (["build +5wd"], "2026-04-02 -2 18000.00 100"), (["build -2wd"], "2026-03-24 5 12400.00 100"),
            (["build 3wd"], "2026-03-17 10 8400.00 100"), (["drop R7"], "2026-03-20 7 12000.00 100"),
            (["drop build"], "2026-03-12 13 6000.00 100"), (["design done"], "2026-03-26 3 10000.00 100"),
            (["report 8wd"], "2026-04-01 -1 16000.00 100"),
            (["add qa: 3wd ben after report"], "2026-03-31 0 16400.00 100"),
            (["deadline 2026-03-20"], "2026-03-26 -4 14000.00 100"),
            (["report 4wd chi after design"], "2026-03-20 7 14000.00 100"),
            (["share ben 50%"], "2026-03-26 3 8000.00 100"),
            (["build +5wd", "drop R7"], "2026-03-27 2 16000.00 100"),
            (["build start 2026-03-16"], "2026-04-02 -2 14000.00 100"),
        ] as [([String], String)])
    func changes(_ changes: [String], _ expected: String) throws {
        let report = try scenario(changes)
        #expect(
            "\(report.today.finish) \(report.today.margin ?? 0) \(report.today.forecast?.description ?? "-")"
                == "2026-03-26 3 14000.00")
        let with = report.with
        let peak = with.peak.map { "\($0.percent.rounded(0))" } ?? "-"
        #expect("\(with.finish) \(with.margin ?? 0) \(with.forecast?.description ?? "-") \(peak)" == expected)
    }

    @Test("what moved is listed, with what is gone and what is new")
    func moves() throws {
        let report = try scenario(["drop report", "add qa: 2wd chi after build"])
        let moves = report.moved.map { move in
            "\(move.id) \(move.today.map { "\($0)" } ?? "-") \(move.with.map { "\($0)" } ?? "-")"
        }
        #expect(moves == ["report 2026-03-26 -", "golive 2026-03-26 2026-03-20", "qa - 2026-03-24"])
    }

    @Test("leave moves an effort, and only that")
    func leave() throws {
        let project = try project("  - a: 5pd ben\n  - b: 5wd chi", head: "team: [ben, chi]")
        let subject = ReportSubject(
            project, in: Portfolio(projects: [project]), today: try #require(LocalDate("2026-03-02")))
        let scenario = try Scenario(subject, ["leave ben 2026-03-03 2026-03-04"])
        let plan = Plan(of: scenario.project, people: scenario.people)
        #expect(plan.dates == ["a 2026-03-02 2026-03-10", "b 2026-03-02 2026-03-06"])
    }

    @Test(
        "what cannot be understood is said, with what was probably meant",
        arguments: [
            ("buidl +5wd", "--with 'buidl +5wd' begins with no task and no word that is known"),
            ("build +5", "--with 'build +5' has no number of days such as +5wd"),
            ("build", "--with 'build' says too little"),
            ("golive +5wd", "'golive' cannot be made longer or shorter that way: it has no such length"),
            ("build +3pd", "'build' is not measured in that unit"),
            ("leave ben 2026-12-14 2026-12-11", "--with 'leave ben 2026-12-14 2026-12-11' ends before it begins"),
            ("drop R1", "no task is there for 'R1' alone: build meet others as well"),
            ("drop R9", "there is no task or requirement 'R9' in p"),
            ("build 5wd after tset", "there is no task 'tset' in p"),
            (
                "design 5wd after report",
                "with that, tasks wait for each other: design after report after build after design"
            ),
            ("build due tomorrow", "--with 'build due tomorrow': 'tomorrow' is not a date such as 2026-12-18"),
            ("add build: 3wd", "--with 'add build: 3wd' adds 'build', which is there already"),
            ("share dan 50%", "there is no team member 'dan' in p"),
        ])
    func mistakes(_ change: String, _ message: String) throws {
        #expect { try scenario([change]) } throws: { error in
            guard let problem = error as? ReportProblem else { return false }
            #expect(problem.message == message)
            return problem.message == message
        }
    }
}

@Suite("Levelling")
struct LevellingTests {
    @Test("of two tasks of one person the one with less float goes first, and the other says whom it waits for")
    func twoTasks() throws {
        let project = try project(
            "  - a: 3wd ben\n  - b: 5wd ben\n  - c: 4wd chi after b", head: "team: [ben, chi]\ndeadline: 2026-03-31")
        let subject = ReportSubject(project, in: Portfolio(projects: [project]), today: project.start.value)
        let report = try LevellingReport(Plan(of: project, people: [:]), subject)
        #expect(
            report.moved.map { "\($0.id) \($0.from) \($0.to) \($0.days) \($0.because)" } == [
                "a 2026-03-02 2026-03-09 5 ben is on b until 2026-03-06"
            ])
        #expect(
            report.tasks.map { "\($0.id) \($0.start) \($0.finish)" } == [
                "a 2026-03-09 2026-03-11", "b 2026-03-02 2026-03-06", "c 2026-03-09 2026-03-12",
            ])
    }

    @Test("parts of a day go side by side")
    func parts() throws {
        let project = try project(
            """
              - { id: a, duration: 4wd, effort: 2pd, who: [ben] }
              - { id: b, duration: 4wd, effort: 2pd, who: [ben] }
              - { id: c, duration: 4wd, effort: 2pd, who: [ben] }
            """, head: "team: [ben]")
        var levelling = Levelling(Plan(of: project, people: [:]), people: [:])
        #expect(try levelling.levelled().tasks.map { $0.earlyStart.days } == [0, 0, 4])
    }

    @Test("a levelling whose asker has gone ends at the next task")
    func cancelled() throws {
        let tasks = (1...9).map { "  - t\($0): 3wd ben" }.joined(separator: "\n")
        var levelling = Levelling(Plan(of: try project(tasks, head: "team: [ben]"), people: [:]), people: [:])
        var asked = 0
        let problem = #expect(throws: ReportProblem.self) {
            try levelling.levelled {
                asked += 1
                return asked == 3
            }
        }
        #expect(problem?.kind == .cancelled && asked == 3)
    }

    @Test("nobody is on two things at once, and nothing begins before what it waits for", arguments: 1...25)
    func property(_ seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        let owners = ["ben", "chi", "dan"]
        let lines = (0..<14).map { task -> String in
            let after = (0..<task).filter { _ in random.next() % 6 == 0 }.map { "t\($0)" }
            let who = owners[Int(random.next() % 3)]
            let length =
                random.next() % 2 == 0 ? "duration: \(random.next() % 6 + 1)wd" : "effort: \(random.next() % 6 + 1)pd"
            return "  - { id: t\(task), \(length), who: [\(who)], after: [\(after.joined(separator: ", "))] }"
        }
        let project = try project(lines.joined(separator: "\n"), head: "team: [ben, chi 50%, dan]")
        let people = [String: Person]("dan: { leave: [{ from: 2026-03-05, to: 2026-03-12 }] }")
        let plan = Plan(of: project, people: people)
        var levelling = Levelling(plan, people: people)
        let levelled = try levelling.levelled()
        for (left, task) in project.tasks.enumerated() {
            for (right, other) in project.tasks.enumerated() where right > left && task.owners == other.owners {
                let (one, two) = (levelled.tasks[left], levelled.tasks[right])
                #expect(one.earlyFinish <= two.earlyStart || two.earlyFinish <= one.earlyStart)
            }
            for link in task.after {
                let first = try levelled.task(link.task.value)
                #expect(first.earlyFinish <= levelled.tasks[left].earlyStart)
            }
            #expect(levelled.tasks[left].earlyStart >= plan.tasks[left].earlyStart)
        }
    }
}
