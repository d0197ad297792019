import GantryCore
import GantryTime
import GantryYAML
import Testing

@testable import GantryProject

extension Read {
    static func people(_ text: String) -> [String: Person]? {
        let context = ProjectContext(load: { _ in .failure(.missing) })
        return PeopleFile.read(SourceText(name: "people.yaml", text: text), context: context, DiagnosticCollector())
    }
}

@Suite("A portfolio and its people")
struct PortfolioTests {
    private let people = """
        people:
          asha: { name: Asha, email: asha@example.org }
          ben: { name: Ben, roles: [developer], cost_rate: { from: 2026-01-01, amount: 95.00 EUR } }
        """

    private func portfolio(mailDomain: String? = nil) throws -> Portfolio {
        let text = """
            project: crm2
            lead: asha
            sponsor: ines <ines@board.example>
            start: 2026-10-01
            team: [asha, ben 80%, chi]
            people: { ben: { email: ben@crm.example } }
            stakeholders: { client: { name: Acme, email: pm@acme.example }, press: { name: Press } }
            tasks: [design]
            """
        let project = try #require(Read(text, people: people).project)
        return Portfolio(projects: [project], people: try #require(Read.people(people)), mailDomain: mailDomain)
    }

    @Test(
        "recipients are found by their part in the project",
        arguments: [
            ("owner", "ben", ["ben Ben ben@crm.example"]),
            ("owner", "ben+chi", ["ben Ben ben@crm.example", "chi chi -"]),
            ("owner", "asha+asha", ["asha Asha asha@example.org"]),
            ("owner", nil, []),
            ("lead", nil, ["asha Asha asha@example.org"]),
            ("sponsor", nil, ["ines ines ines@board.example"]),
            ("team", nil, ["asha Asha asha@example.org", "ben Ben ben@crm.example", "chi chi -"]),
            ("person:client", nil, ["client Acme pm@acme.example"]),
            ("person:zoe", nil, ["zoe zoe -"]),
        ] as [(String, String?, [String])]
    )
    func recipients(name: String, owner: String?, expected: [String]) throws {
        let recipient = try #require(Recipient(name))
        let contacts = try portfolio().contacts(for: recipient, project: "crm2", owner: owner)
        #expect(contacts.map { "\($0.person) \($0.name) \($0.address ?? "-")" } == expected)
    }

    @Test(
        "what belongs to no project is told to all leads, each once, and to nobody's sponsor or team",
        arguments: [
            ("lead", nil, ["asha asha@example.org", "dora dora@shop.example"]), ("sponsor", nil, []), ("team", nil, []),
            ("owner", nil, []), ("owner", "ben", ["ben -"]), ("person:asha", nil, ["asha asha@example.org"]),
        ] as [(String, String?, [String])])
    func wholePortfolio(name: String, owner: String?, expected: [String]) throws {
        let heads = ["crm2\nlead: asha\nteam: [asha, ben]\nsponsor: ines", "web\nlead: asha", "shop\nlead: dora"]
        let projects = try heads.map { head in
            let own = head.hasPrefix("shop") ? "people: { dora: { email: dora@shop.example } }\n" : ""
            return try #require(Read("project: \(head)\nstart: 2026-10-01\n\(own)", people: people).project)
        }
        let portfolio = Portfolio(projects: projects, people: try #require(Read.people(people)))
        let recipient = try #require(Recipient(name))
        let contacts = portfolio.contacts(for: recipient, project: Finding.portfolio, owner: owner)
        #expect(contacts.map { "\($0.person) \($0.address ?? "-")" } == expected)
    }

    @Test("no project has the name that stands for all of them")
    func reservedName() {
        let read = Read("project: portfolio\nlead: asha\nstart: 2026-10-01\nteam: [asha]\n")
        #expect(read.project == nil)
        #expect(
            read.lines == [
                "GTY0201 1:10 a project cannot be named 'portfolio' | alerts about no project, or about all, have this name"
            ])
    }

    @Test("a person without an address has one of the mail domain, a stakeholder has not")
    func mailDomain() throws {
        let portfolio = try portfolio(mailDomain: "example.org")
        #expect(portfolio.contact("chi").address == "chi@example.org")
        #expect(portfolio.contact("press", in: portfolio.projects[0]).address == nil)
        #expect(portfolio.contact("asha").address == "asha@example.org")
    }

    @Test("a project that is not there has no lead, but people are found all the same")
    func unknownProject() throws {
        let portfolio = try portfolio()
        #expect(portfolio.contacts(for: .lead, project: "erp", owner: nil) == [])
        #expect(portfolio.contacts(for: .team, project: "erp", owner: nil) == [])
        #expect(
            portfolio.contacts(for: .person("asha"), project: "erp", owner: nil).map(\.address) == ["asha@example.org"])
    }

    @Test("the project's own description of a person is completed by the shared one")
    func completion() throws {
        let portfolio = try portfolio()
        let ben = try #require(portfolio.people(of: portfolio.projects[0])["ben"])
        #expect(ben.email?.value == "ben@crm.example")
        #expect(ben.name == "Ben")
        #expect(ben.roles == ["developer"])
        #expect(ben.costRates.count == 1)
    }

    @Test("the owner of a task is who it names, else the lead")
    func owners() throws {
        let project = try portfolio().projects[0]
        #expect(project.tasks.map { project.owners(of: $0) } == [["asha"]])
    }

    @Test(
        "facts of a task",
        arguments: [
            ("- a: 10wd", false, false), ("- a: 10wd 10%", true, false), ("- a: 100%", true, true),
            ("- a: started 2026-10-01", true, false), ("- a: finished 2026-10-01", true, true),
        ])
    func taskFacts(text: String, isStarted: Bool, isDone: Bool) throws {
        let task = try #require(Read.project(with: "tasks:\n  \(text)\n").project?.tasks.first)
        #expect(task.isStarted == isStarted)
        #expect(task.isDone == isDone)
    }

    @Test("the summary says what matters")
    func summary() throws {
        let project = try #require(Read(DomainExample.long, files: DomainExample.files).project)
        let today = try #require(LocalDate("2026-12-22"))
        let text = ProjectText.short(project, in: Portfolio(projects: [project]), asOf: today)
        #expect(
            text == """
                crm2  CRM migration                                     active, as of Tue 22 Dec
                Lead      asha, sponsor ines
                Dates     from Thu 1 Oct, deadline Wed 31 Mar 2027, Europe/Amsterdam
                Team      ben 80 %, chi

                Task    Who      Due              1 of 3 done
                design  ben      -                done Thu 15 Oct
                build   ben+chi  Fri 18 Dec       overdue by 2 working days, 40 %, 8 days left
                golive  asha     Wed 31 Mar 2027  milestone

                EUR           budget      spent  committed    used
                labour     80,000.00  18,845.00  14,355.00  41.5 %
                licences   40,000.00  11,040.00       0.00  27.6 %
                Whole     120,000.00  29,885.00  14,355.00  36.9 %

                Review        Who   Next
                requirements  ines  Tue 1 Dec        every 1 month, overdue
                closing       asha  -                within 10wd of the project's end
                security      chi   Fri 15 Jan 2027  once

                """
        )
    }

    @Test("long names give way to 80 columns")
    func narrow() throws {
        let long = String(repeating: "very long ", count: 20)
        let text =
            "name: \(long)\ntasks:\n  - { id: a, name: \(long), who: [ben, chi, asha], due: 2026-12-18 }\nreviews: [{ what: \(long), date: 2026-12-01 }]\nbudget: { lines: [{ id: b, name: \(long), amount: 1.00 EUR }] }\n"
        let project = try #require(Read.project(with: text).project)
        let today = try #require(LocalDate("2026-12-22"))
        let lines = ProjectText.short(project, in: Portfolio(projects: [project]), asOf: today).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.contains { $0.contains("…") })
    }
}
