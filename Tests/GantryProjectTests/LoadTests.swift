import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("Load")
struct LoadTests {
    private func portfolio(_ projects: [String], people: String = "ben: {}") throws -> Portfolio {
        let all = try projects.enumerated().map { index, text in
            let name = "projects/p\(index).yaml"
            let read = Read("project: p\(index)\nlead: asha\nstart: 2026-03-02\n" + text, people: people, name: name)
            #expect(read.errors.map(\.description) == [])
            return try #require(read.project)
        }
        return Portfolio(projects: all, people: [String: Person](people))
    }

    private func load(_ portfolio: Portfolio, _ pairs: [(String, String)], today: String = "2026-03-02") throws
        -> LoadReport
    {
        let parameters = ReportParameters(pairs.map { (key: $0.0, value: $0.1) })
        return try LoadReport.checked(of: portfolio, parameters, today: try #require(LocalDate(today)))
    }

    private func percents(_ report: LoadReport, _ id: String) -> [String] {
        (report.rows.first { $0.id == id }?.weeks ?? []).map { $0.percent.map { "\($0.rounded(1))" } ?? "-" }
    }

    @Test("80 % in one project and 40 % in another are 120 % in the same week")
    func twoProjects() throws {
        let both = try portfolio([
            "team: [ben 80%]\ntasks:\n  - build: 5wd ben", "team: [ben 40%]\ntasks:\n  - test: 10wd ben",
        ])
        let report = try load(both, [("weeks", "3")])
        #expect(percents(report, "ben") == ["120", "40", "0"])
        #expect(report.overloads.map(\.person) == ["ben"])
        #expect(report.overloads[0].weeks.map { "\($0.week)" } == ["2026-W10"])
        #expect(report.overloads[0].weeks[0].tasks.map(\.task) == ["p0/build", "p1/test"])
    }

    @Test("a leave takes hours away while the work stays, and one row names all the weeks it is too much in")
    func leave() throws {
        // Seven weeks' work of a day each against six and less, in weeks 16 and 17.
        let people = "ben: { leave: [{ from: 2026-04-13, to: 2026-04-14 }, { from: 2026-04-24, to: 2026-04-24 }] }"
        let one = try portfolio(["team: [ben 90%]\ntasks:\n  - build: 50wd ben"], people: people)
        let report = try load(one, [("weeks", "10")])
        #expect(report.overloads.count == 1)
        #expect(report.overloads[0].weeks.map { "\($0.week)" } == ["2026-W16", "2026-W17"])
        #expect(report.overloads[0].weeks.map { "\($0.hours) of \($0.capacity)" } == ["36 of 24", "36 of 32"])
    }

    @Test("an effort asks for no hours while its owner is away, and for just its hours in all")
    func effort() throws {
        let people = "ben: { works: 20h/week, leave: [{ from: 2026-03-03, to: 2026-03-04 }] }"
        let one = try portfolio(["tasks:\n  - build: 3pd ben"], people: people)
        let report = try load(one, [("weeks", "2")])
        #expect(report.rows.first { $0.id == "ben" }?.weeks.map { "\($0.hours)/\($0.capacity)" } == ["12/12", "12/20"])
        #expect(report.overloads.isEmpty)
    }

    @Test("where both length and effort are given, the effort is spread over the length")
    func spread() throws {
        let one = try portfolio(["tasks:\n  - { id: build, duration: 10wd, effort: 5pd, who: [ben] }"])
        #expect(percents(try load(one, [("weeks", "3")]), "ben") == ["50", "50", "0"])
    }

    @Test("only what is left counts, from today on")
    func left() throws {
        let one = try portfolio([
            "tasks:\n  - { id: a, duration: 10wd, who: [ben], started: 2026-03-02, left: 2wd }\n"
                + "  - { id: b, duration: 5wd, who: [ben], started: 2026-03-02, finished: 2026-03-06 }"
        ])
        #expect(percents(try load(one, [("weeks", "2")], today: "2026-03-11"), "ben") == ["66.7", "0"])
    }

    @Test("people of one role are one row, and weeks are rows over everybody")
    func grouping() throws {
        let people = "ben: { roles: [developer] }\nchi: { roles: [developer, tester] }\nasha: {}"
        let one = try portfolio(["team: [ben, chi]\ntasks:\n  - build: 5wd ben"], people: people)
        let roles = try load(one, [("by", "role"), ("weeks", "1")])
        #expect(roles.rows.map(\.id) == ["-", "developer", "tester"])
        #expect(roles.rows[1].percent == 50)
        let weeks = try load(one, [("by", "week"), ("weeks", "2")])
        #expect(weeks.rows.map(\.id) == ["2026-W10", "2026-W11"])
        #expect(weeks.rows[0].hours == 40 && weeks.rows[0].capacity == 120)
    }

    @Test("who has a skill and is free comes first; nobody with it is said")
    func skill() throws {
        let people = "ben: { skills: [data] }\nchi: { skills: [Data, web] }\ndan: { skills: [web] }"
        let one = try portfolio(["tasks:\n  - build: 5wd ben"], people: people)
        let report = try load(one, [("skill", "data"), ("from", "2026-03-02"), ("days", "10")])
        #expect(report.rows.map { "\($0.id) \($0.free)" } == ["chi 80", "ben 40"])
        #expect(report.to == LocalDate("2026-03-13"))
        let near = try load(one, [("skill", "dta")])
        #expect(near.notes.first?.hasPrefix("nobody has the skill 'dta'; did you mean '") == true)
        let none = try load(one, [("skill", "cobol")])
        #expect(none.rows.isEmpty)
        #expect(none.notes.first == "nobody has the skill 'cobol'; skills are Data, data, web")
    }

    @Test(
        "a parameter that cannot be understood is said",
        arguments: [
            ("by", "team", "--by 'team': person, role or week is wanted"),
            ("days", "0", "--days '0': a number from 1 to 1000 is wanted"),
            ("from", "soon", "--from 'soon': a date such as 2026-12-18 is wanted"),
            ("skil", "data", "there is no parameter 'skil'"),
        ])
    func mistakes(_ key: String, _ value: String, _ message: String) throws {
        let one = try portfolio(["tasks: []"])
        #expect { try load(one, [(key, value)]) } throws: { ($0 as? ReportProblem)?.message == message }
    }

    @Test(
        "weeks are numbered as ISO 8601 does",
        arguments: [
            ("2026-11-16", "2026-W47"), ("2027-01-01", "2026-W53"), ("2027-01-04", "2027-W01"),
            ("2024-12-30", "2025-W01"),
            ("2021-01-03", "2020-W53"),
        ])
    func isoWeeks(_ date: String, _ week: String) throws {
        #expect("\(ISOWeek(of: try #require(LocalDate(date))))" == week)
    }
}
