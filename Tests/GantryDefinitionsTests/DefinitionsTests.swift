import GantryCore
import GantryProject
import GantryTime
import GantryWorkflow
import Testing

@testable import GantryDefinitions

@Suite("A root folder")
struct DefinitionsTests {
    @Test("reads settings, people, projects and workflows, and names every file")
    func whole() throws {
        let root = try TemporaryRoot.small()
        try root.write("gantry.yaml", "timezone: Asia/Tokyo\nmail_domain: example.org\n")
        try root.write(
            "projects/shop/shop.yml",
            TemporaryRoot.project(
                "shop", "budget: 100.00 EUR\nledger: [{ file: books.csv }]\nrisks: { file: risks.yaml }\n"))
        try root.write("projects/shop/books.csv", "date,amount,currency,what\n2026-10-02,10.00,EUR,Seats\n")
        try root.write("projects/shop/risks.yaml", "- { id: K1, text: Late }\n")
        try root.write("workflows/b.yml", TemporaryRoot.workflow)
        try root.write("workflows/.hidden.yaml", "x")
        try root.write("workflows/b.yml~", "x")
        try root.write("workflows/notes.txt", "x")
        let read = root.load()
        #expect(root.said(read) == [])
        #expect(read.projectIDs == ["crm2", "shop"])
        #expect(read.workflowNames == ["b", "deadlines"])
        #expect(read.portfolio.project("shop")?.zone.identifier == "Asia/Tokyo")
        #expect(read.portfolio.project("shop")?.risks.count == 1)
        #expect(read.portfolio.project("shop")?.ledger.count == 1)
        #expect(read.portfolio.contact("dora").address == "dora@example.org")
        #expect(read.portfolio.people.keys.sorted() == ["asha", "ben"])
        #expect(read.keptLastGood == [] && read.brokenFiles == [])
        #expect(root.relative(read.folders) == ["ROOT", "ROOT/projects", "ROOT/projects/shop", "ROOT/workflows"])
        #expect(
            root.relative(read.definitionFiles) == [
                "ROOT/gantry.yaml", "ROOT/gantry.yml", "ROOT/people.yaml", "ROOT/people.yml", "ROOT/projects/crm2.yaml",
                "ROOT/projects/shop/books.csv", "ROOT/projects/shop/risks.yaml", "ROOT/projects/shop/shop.yml",
                "ROOT/workflows/b.yml", "ROOT/workflows/deadlines.yaml",
            ])
        #expect(read.projects(readFrom: root.path + "/projects/shop/books.csv") == ["shop"])
        #expect(read.projects(readFrom: "projects/crm2.yaml") == ["crm2"])
    }

    @Test("says what is missing, and how to make it")
    func missing() throws {
        let root = try TemporaryRoot()
        #expect(
            root.said(root.load()) == [
                "projects:1:1 warning there is no folder projects/ | mkdir ROOT/projects",
                "workflows:1:1 warning there is no folder workflows/ | mkdir ROOT/workflows",
            ])
        let gone = Definitions.load(root: root.path + "/nowhere/", actions: [], previous: nil)
        #expect(root.said(gone) == ["error there is no folder ROOT/nowhere | make one: gantry init ROOT/nowhere"])
        #expect(gone.diagnostics.allSatisfy(gone.isFatal))
        try root.write("file", "")
        let file = Definitions.load(root: root.path + "/file", actions: [], previous: nil)
        #expect(root.said(file) == ["error ROOT/file is a file, and a folder is wanted"])
    }

    @Test("goes on with the rest where one file is wrong, and has all mistakes in order")
    func mistakes() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/a.yaml", "project: a\nlead: asha\nstart: 2026-13-01\n")
        try root.write("projects/z.yaml", "project: [\n")
        try root.write("workflows/a.yaml", "triggers: [manual]\nsteps: [{ id: a, action: nop }]\n")
        try root.write("gantry.yaml", "time_zone: UTC\n")
        let read = root.load()
        #expect(read.projectIDs == ["crm2"])
        #expect(read.workflowNames == ["deadlines"])
        #expect(read.brokenFiles == ["gantry.yaml", "projects/a.yaml", "projects/z.yaml", "workflows/a.yaml"])
        #expect(read.keptLastGood == [])
        #expect(
            read.diagnostics.map { $0.position?.fileAndLine } == [
                "gantry.yaml:1", "projects/a.yaml:3", "projects/z.yaml:1", "workflows/a.yaml:2",
            ])
        #expect(read.diagnostics.filter(read.isFatal).map(\.code) == [DiagnosticCode("GTY0102")])
    }

    @Test("finds files that nothing reads")
    func unused() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/notes.yaml", "text: hello\n")
        try root.write("projects/empty.yaml", "")
        try root.write("projects/typo.yaml", "projcet: typo\nlead: asha\nstart: 2026-10-01\n")
        try root.write("shop.yaml", TemporaryRoot.project("shop"))
        try root.write("daily.yaml", TemporaryRoot.workflow)
        try root.write("docker-compose.yaml", "services: {}\n")
        try root.write("gantry.yml", "timezone: UTC\n")
        try root.write("gantry.yaml", "timezone: UTC\n")
        try root.write("workflows/old/x.yaml", TemporaryRoot.workflow)
        let read = root.load()
        #expect(
            root.said(read) == [
                "daily.yaml:1:1 warning daily.yaml is not read: workflows stand in workflows/ | mv ROOT/daily.yaml ROOT/workflows/",
                "gantry.yml:1:1 warning gantry.yml is not read, since there is gantry.yaml | rm ROOT/gantry.yml",
                "projects/empty.yaml:1:1 warning projects/empty.yaml is not used: it has no 'project' key, and no project names it | add 'project: ID', or name it in a project: risks: { file: … }",
                "projects/notes.yaml:1:1 warning projects/notes.yaml is not used: it has no 'project' key, and no project names it | add 'project: ID', or name it in a project: risks: { file: … }",
                "projects/typo.yaml:1:1 error unknown key 'projcet' in a project | did you mean 'project'?",
                "shop.yaml:1:1 warning shop.yaml is not read: projects stand in projects/ | mv ROOT/shop.yaml ROOT/projects/",
                "workflows/old:1:1 warning folders in workflows/ are not read | put the files into workflows/ itself",
            ])
        #expect(read.brokenFiles == ["projects/typo.yaml"])
    }

    @Test("reports a broken section once, at its place, and only where it belongs to a project")
    func sections() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/crm2.yaml", TemporaryRoot.project("crm2", "risks: { file: crm2/risks.yaml }\n"))
        try root.write("projects/crm2/risks.yaml", "- { id: K1, text: Late, ownr: ben }\n")
        let read = root.load()
        #expect(
            root.said(read) == [
                "projects/crm2/risks.yaml:1:25 error unknown key 'ownr' in a risk | did you mean 'owner'?"
            ])
        #expect(read.brokenFiles == ["projects/crm2.yaml"])
        try root.write("projects/crm2/risks.yaml", "- [\n")
        let worse = root.load(read)
        #expect(worse.diagnostics.map { $0.position?.file } == ["projects/crm2/risks.yaml"])
    }

    @Test("refuses a second project of one id, and a second workflow of one name")
    func twice() throws {
        let root = try TemporaryRoot.small()
        let first = root.load()
        // A copy sorts before the original, which holds all the same.
        try root.write("projects/crm2-copy.yaml", TemporaryRoot.project("crm2", "name: The copy\n"))
        try root.write("workflows/copy.yaml", "name: deadlines\ndescription: copy\n" + TemporaryRoot.workflow)
        let second = root.load(first)
        let complaints = [
            "projects/crm2-copy.yaml:1:10 error there is a project 'crm2' already, in projects/crm2.yaml | give one of them another name, or remove one",
            "workflows/copy.yaml:1:7 error there is a workflow 'deadlines' already, in workflows/deadlines.yaml | give one of them another name, or remove one",
        ]
        #expect(root.said(second) == complaints)
        #expect(second.portfolio.projects.map(\.name) == ["crm2"])
        #expect(second.workflows.map(\.description) == [nil])
        #expect(root.said(root.load(second)) == complaints)
        #expect(
            second.diagnostics[0].description == """
                projects/crm2-copy.yaml:1:10: error: there is a project 'crm2' already, in projects/crm2.yaml [GTY0125]
                    1 | project: crm2
                      |          ^~~~ give one of them another name, or remove one
                """)
        try root.remove("projects/crm2.yaml")
        try root.remove("workflows/deadlines.yaml")
        let third = root.load(second)
        #expect(root.said(third) == [])
        #expect(third.portfolio.projects.map(\.name) == ["The copy"])
        #expect(third.workflows.map(\.description) == ["copy"])
    }

    @Test("keeps a project whose file takes the id of another")
    func takesOthersID() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop"))
        let first = root.load()
        try root.write("projects/shop.yaml", TemporaryRoot.project("crm2"))
        let second = root.load(first)
        #expect(second.projectIDs == ["crm2", "shop"])
        #expect(second.keptLastGood == ["projects/shop.yaml"])
        let third = root.load(second)
        #expect(third.projectIDs == ["crm2", "shop"])
        try root.remove("projects/crm2.yaml")
        let fourth = root.load(third)
        #expect(fourth.projectIDs == ["crm2"])
        #expect(root.said(fourth) == [])
    }

    @Test("checks that the people of routes exist and can be told")
    func routes() throws {
        let root = try TemporaryRoot.small()
        try root.write("people.yaml", "asha: { email: asha@example.org }\nben: { name: Ben }\n")
        try root.write("gantry.yaml", "alerts: { to: [person:asah], fallback: person:ben }\n")
        try root.write(
            "workflows/deadlines.yaml", TemporaryRoot.workflow + "alerts: { to: [owner, sponsor, team, person:chi] }\n")
        let read = root.load()
        #expect(
            root.said(read).filter { !$0.hasPrefix("projects") } == [
                "gantry.yaml:1:16 error nobody is called 'asah' | did you mean 'person:asha'?",
                "gantry.yaml:1:40 warning 'ben' has no mail address | add it in people.yaml, or set mail_domain in gantry.yaml",
                "workflows/deadlines.yaml:3:23 warning there is no sponsor in crm2 | add 'sponsor: …' there",
                "workflows/deadlines.yaml:3:32 warning there is no team in crm2 | add 'team: […]' there",
                "workflows/deadlines.yaml:3:38 error nobody is called 'chi' | add them to people.yaml",
            ])
        // Wrong routes are told to others, so the workflow runs all the same.
        #expect(read.workflowNames == ["deadlines"])
        try root.write("projects/shop.yaml", "project: [")
        #expect(!root.said(root.load(read)).contains { $0.contains("nobody is called 'chi'") })
    }

    @Test("checks that the projects that workflows name exist")
    func projectNames() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/web-shop.yaml", TemporaryRoot.project("web-shop"))
        try root.write(
            "workflows/deadlines.yaml",
            """
            triggers: [manual]
            steps:
              - id: a
                action: look
                if: project.crm3.lead == project.web.lead || project['crm2'].lead == ''
                with: { projects: [crm2, web-shp, "${{ trigger.by }}"] }
            """)
        let read = root.load()
        #expect(
            root.said(read) == [
                "workflows/deadlines.yaml:5:17 warning there is no project 'crm3' | did you mean 'crm2'?",
                "workflows/deadlines.yaml:5:38 warning there is no project 'web' | for an id with '-' or '.' write project['web-shop']",
                "workflows/deadlines.yaml:6:30 error there is no project 'web-shp' | did you mean 'web-shop'?",
            ])
        #expect(read.workflowNames == ["deadlines"])
        try root.write("projects/web-shp.yaml", "project: [")
        #expect(root.load(read).diagnostics.map { $0.position?.file } == ["projects/web-shp.yaml"])
    }
}
