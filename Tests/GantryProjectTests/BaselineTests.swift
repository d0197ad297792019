import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@testable import GantryProject

@Suite("Baselines")
struct BaselineTests {
    static let sections = """
        budget: 500.00 EUR
        calendar: { week: mon-fri, holidays: [2026-01-06] }
        tasks:
          - { id: a, duration: 3wd, budget: 100.00 EUR, earn: 0/100 }
          - { id: b, effort: 4pd, after: [a], milestones: [{ what: "x: y", weight: 40%, due: 2026-01-10 }, { what: z, weight: 60% }] }
          - { id: m, milestone: true, after: [b] }

        """

    private func frozen(_ sections: String = sections) throws -> BaselinePlan {
        let project = try Earned.project(sections)
        let subject = ReportSubject(project, in: Portfolio(projects: [project]), today: project.start.value)
        let date = try #require(LocalDate("2025-12-30"))
        return try BaselinePlan.freezing(subject, id: "B0", date: date, approvedBy: "ines")
    }

    @Test("a frozen plan is the plan of the file, with what weighs and how it earns")
    func freezes() throws {
        let plan = try frozen()
        #expect(
            plan.tasks.map { "\($0.weighed.id) \($0.start) \($0.finish) \($0.rule.rawValue)" } == [
                "a 2026-01-01 2026-01-05 0/100", "b 2026-01-07 2026-01-12 milestones",
                "m 2026-01-12 2026-01-12 percent",
            ])
        #expect(plan.budget?.description == "500.00 EUR")
        #expect(plan.tasks.map { $0.weighed.effort?.description } == ["3pd", "4pd", nil])
        #expect(plan.start?.description == "2026-01-01" && plan.finish?.description == "2026-01-12")
    }

    @Test("without a budget the whole is the tasks' money, and without money there is none")
    func wholes() throws {
        #expect(try frozen("tasks: [{ id: a, duration: 1wd, budget: 7.00 EUR }]\n").budget?.description == "7.00 EUR")
        #expect(try frozen("tasks: [{ id: a, duration: 1wd }]\n").budget == nil)
        #expect(throws: ReportProblem.self) { try frozen("budget: 5.00 EUR\n") }
    }

    @Test("its file reads back to an equal plan, without a word")
    func roundTrip() throws {
        for sections in [Self.sections, "tasks: [{ id: a, duration: 1wd }]\n"] {
            let plan = try frozen(sections)
            let text = BaselineText.file(plan)
            let read = Read(Earned.head + sections + Earned.entry, files: [Earned.baselinePath: text])
            #expect(read.lines == [])
            let baseline = try #require(read.project?.baselines.first)
            #expect(baseline.plan == plan)
            #expect(BaselineText.file(try #require(baseline.plan)) == text)
        }
    }

    @Test("a mean of three estimates that has no end is frozen in a form that can be read")
    func endlessMean() throws {
        let sections =
            "tasks: [{ id: a, effort: { o: 1pd, m: 1pd, p: 2pd } }, { id: b, duration: { o: 1wd, m: 1wd, p: 2wd } }]\n"
        let text = BaselineText.file(try frozen(sections))
        let read = Read(Earned.head + sections + Earned.entry, files: [Earned.baselinePath: text])
        #expect(read.lines == [])
        #expect(text.contains("effort: 1.166666666667pd"))
    }

    @Test("against a plan frozen from the same file, planned value is the plan's own")
    func agreement() throws {
        let plan = BaselineText.file(try frozen())
        for day in ["2025-12-31", "2026-01-02", "2026-01-05", "2026-01-08", "2026-01-10", "2026-01-12", "2026-02-01"] {
            let own = try Earned.report(Self.sections, asOf: day)
            let held = try Earned.report(Self.sections, baseline: plan, asOf: day)
            #expect(own.pv == held.pv)
            #expect(own.notes.first == "no baseline: PV is from the plan as the file has it today")
            #expect(own.earnedSchedule == nil && held.earnedSchedule != nil)
        }
        let last = try Earned.report(Self.sections, asOf: "2026-01-12")
        #expect(last.pv == last.bac)
    }

    // MARK: Entries

    struct Entry: Sendable, CustomTestStringConvertible {
        let before: String
        var isSection = false
        let after: String

        var testDescription: String { before }
    }

    static let line = "{ id: B1, date: 2026-11-16, approved_by: ines, file: baselines/p-B1.yaml }"

    @Test(
        "an entry comes last, and every other byte of the file stays",
        arguments: [
            Entry(
                before: "project: p # P\ntasks: [a]\n", after: "project: p # P\ntasks: [a]\nbaselines:\n  - \(line)\n"),
            Entry(
                before: "baselines: [{ id: B0, date: 2026-09-28 }] # first\nx: 1\n",
                after: "baselines: [{ id: B0, date: 2026-09-28 }, \(line)] # first\nx: 1\n"),
            Entry(
                before: "baselines:\n  - id: B0\n    date: 2026-09-28\n\nx: 1\n",
                after: "baselines:\n  - id: B0\n    date: 2026-09-28\n  - \(line)\n\nx: 1\n"),
            Entry(before: "baselines:\nx: 1\n", after: "baselines: [\(line)]\nx: 1\n"),
            Entry(before: "- { id: B0 }\n", isSection: true, after: "- { id: B0 }\n- \(line)\n"),
            Entry(
                before: "baselines:\n  - { id: B0 }\n", isSection: true,
                after: "baselines:\n  - { id: B0 }\n  - \(line)\n"),
            Entry(before: "# none yet\n", isSection: true, after: "# none yet\n- \(line)\n"),
        ])
    func entry(_ one: Entry) throws {
        let date = try #require(LocalDate("2026-11-16"))
        let entry = BaselineEntry(id: "B1", date: date, approvedBy: "ines", file: "baselines/p-B1.yaml")
        let bytes = try entry.added(to: SourceText(name: "p.yaml", text: one.before), isSection: one.isSection)
        #expect(String(decoding: bytes, as: UTF8.self) == one.after)
    }

    @Test("a section that has a file of its own is found there")
    func section() {
        #expect(BaselineEntry.sectionFile(of: SourceText(name: "p", text: "baselines: { file: b.yaml }\n")) == "b.yaml")
        #expect(BaselineEntry.sectionFile(of: SourceText(name: "p", text: "baselines: []\n")) == nil)
        #expect(BaselineEntry.sectionFile(of: SourceText(name: "p", text: "a: 1\n")) == nil)
    }
}
