import FoundationEssentials
import GantryCore
import GantryTime
import Testing

@testable import GantryProject

@Suite("The project files of the documentation")
struct ExampleTests {
    @Test("ten lines are enough")
    func readsTheShortForm() throws {
        let read = Read(DomainExample.short)
        #expect(read.lines == [])
        let project = try #require(read.project)
        #expect(project.id == "crm2")
        #expect(project.lead == "asha")
        #expect(project.people["asha"]?.email?.value == "asha@example.org")
        #expect(project.budget?.total?.description == "120000.00 EUR")
        #expect(project.team.map(\.person.value) == ["asha", "ben", "chi"])
        #expect(project.team[1].share?.value == Percent(80))
        let build = try #require(project.task("build"))
        #expect(build.duration?.value == .single(WorkingDays(30)))
        #expect(build.owners == ["ben", "chi"])
        #expect(build.after.map(\.task.value) == ["design"])
        #expect(build.due?.position.description == "projects/crm2.yaml:10:42")
        #expect(build.due?.value.description == "2026-12-18")
        #expect(project.files == [ProjectFile(path: "projects/crm2.yaml", exists: true)])
    }

    @Test("the long form is read whole")
    func readsTheLongForm() throws {
        let read = Read(DomainExample.long, files: DomainExample.files)
        #expect(read.lines == [])
        let project = try #require(read.project)
        #expect(project.zone.identifier == "Europe/Amsterdam")
        #expect(project.calendar.holidays.count == 4)
        #expect(project.ledger.count == 4)
        #expect(project.ledger[1].position.description == "projects/books/labour.csv:2:1")
        #expect(project.ledger[0].exchange?.source == "ECB")
        #expect(project.commitments.count == 2)
        #expect(project.requirements[0].reviewed?.fingerprint?.value == "sha256:…")
        #expect(project.environments[0].checks.map(\.value) == [.map(["https": "crm.example.org"])])
        #expect(project.meetings[0].at?.value.description == "10:00")
        #expect(project.stakeholders[0].raci.map(\.part) == [.accountable])
        #expect(project.suppliers[0].contract?.notice?.value == .days(90))
        #expect(project.reviews.map(\.id) == ["requirements", "closing", "security"])
        #expect(project.acknowledgements[0].alert.value == "deadline/tasks/build")
        #expect(project.task("build")?.duration?.value.figures.map(\.count) == [20, 30, 50])
        #expect(project.task("build")?.after[0].lag?.value == .working(WorkingDays(2)))
        #expect(
            project.files.sorted() == [
                ProjectFile(path: "holidays/nl.yaml", exists: true),
                ProjectFile(path: "projects/baselines/crm2-B0.yaml", exists: true),
                ProjectFile(path: "projects/books/labour.csv", exists: true),
                ProjectFile(path: "projects/crm2.yaml", exists: true),
                ProjectFile(path: "projects/holidays/nl.yaml", exists: false),
            ]
        )
    }

    @Test(
        "what show --long prints reads back to an equal project",
        arguments: [DomainExample.short, DomainExample.long, DomainExample.rest])
    func longFormReadsBack(text: String) throws {
        let project = try #require(Read(text, files: DomainExample.files).project)
        let long = ProjectText.long(project)
        // The plan that was frozen stays in its own file.
        let again = Read(long, files: DomainExample.files)
        #expect(again.lines == [])
        let second = try #require(again.project)
        #expect(contentText(of: second) == contentText(of: project))
        #expect(ProjectText.long(second) == long)
    }

    @Test("no key of a file is lost in show --long", arguments: [DomainExample.long, DomainExample.rest])
    func longFormIsWhole(text: String) throws {
        let long = ProjectText.long(try #require(Read(text, files: DomainExample.files).project))
        // Empty sections are left out, as are the files that were taken in.
        let dropped: Set<String> = ["closure", "lessons", "paid", "answered", "done", "notice_given", "file"]
        let isEmpty = text == DomainExample.long
        for key in text.matches(of: #/([A-Za-z_0-9-]+): /#).map({ String($0.1) })
        where !(isEmpty && dropped.contains(key)) {
            #expect(long.contains("\(key): ") || long.contains("\(key):\n"), "\(key)")
        }
    }

    @Test("the summary fits 80 columns")
    func summaryIsNarrow() throws {
        let project = try #require(Read(DomainExample.long, files: DomainExample.files).project)
        let portfolio = Portfolio(projects: [project])
        let today = try #require(LocalDate("2026-12-22"))
        let text = ProjectText.short(project, in: portfolio, asOf: today)
        for line in text.split(separator: "\n") { #expect(line.count <= 80) }
    }
}
