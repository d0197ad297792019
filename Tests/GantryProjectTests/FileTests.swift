import FoundationEssentials
import GantryCore
import GantryTestSupport
import GantryTime
import GantryYAML
import Glibc
import Testing

@testable import GantryProject

@Suite("Files of a project")
struct FileTests {
    @Test(
        "a path counts from the project's folder, else from the root",
        arguments: [
            ("risks.yaml", "projects/risks.yaml", ["projects/risks.yaml"]),
            ("risks.yaml", "risks.yaml", ["projects/risks.yaml", "risks.yaml"]),
            ("./crm2//risks.yaml", "projects/crm2/risks.yaml", ["projects/crm2/risks.yaml"]),
            ("../shared/risks.yaml", "shared/risks.yaml", ["shared/risks.yaml"]),
            ("crm2/../risks.yaml", "risks.yaml", ["projects/risks.yaml", "risks.yaml"]),
        ]
    )
    func paths(written: String, stands: String, looked: [String]) throws {
        let risks = "- { id: K1, text: Late }\n"
        let read = Read.project(with: "risks: { file: \(written) }\n", files: [stands: risks])
        #expect(read.lines == [])
        #expect(read.project?.risks.map(\.position.description) == ["\(stands):1:9"])
        let wanted = looked.map { ProjectFile(path: $0, exists: $0 == stands) }
        #expect(read.files == [ProjectFile(path: "projects/crm2.yaml", exists: true)] + wanted)
    }

    @Test("both places are known to a watcher where the file is missing")
    func missing() {
        let read = Read.project(with: "risks: { file: risks.yaml }\n")
        #expect(read.project == nil)
        #expect(
            read.files == [
                ProjectFile(path: "projects/crm2.yaml", exists: true),
                ProjectFile(path: "projects/risks.yaml", exists: false),
                ProjectFile(path: "risks.yaml", exists: false),
            ]
        )
    }

    @Test("every section may stand in a file of its own")
    func sections() throws {
        let whole = try #require(Read(DomainExample.long, files: DomainExample.files).project)
        var files = DomainExample.files
        var head: [String] = []
        // Top keys begin at the margin; everything up to the next one is the section.
        var current: (key: String, lines: [String])?
        func flush() {
            guard let section = current else { return }
            let isHead = [
                "project", "name", "lead", "start", "deadline", "status", "mode", "sponsor", "timezone", "calendar",
                "closure",
            ]
            .contains(section.key)
            if isHead {
                head += section.lines
            } else {
                files["projects/\(section.key).yaml"] = section.lines.joined(separator: "\n") + "\n"
                head.append("\(section.key): { file: \(section.key).yaml }")
            }
        }
        for line in DomainExample.long.split(separator: "\n").map(String.init) {
            if let first = line.first, first.isLetter {
                flush()
                current = (String(line.prefix { $0 != ":" }), [])
            }
            current?.lines.append(line)
        }
        flush()
        let read = Read(head.joined(separator: "\n"), files: files)
        #expect(read.lines == [])
        // The project, the holidays in two places, the table, the frozen plan, and the sections.
        #expect(read.files.count == 1 + 2 + 1 + 1 + 25)
        #expect(contentText(of: try #require(read.project)) == contentText(of: whole))
    }

    @Test("leave and cost rates of people may stand in files that few may read")
    func privateFiles() throws {
        let files = [
            "people.yaml":
                "ben: { email: b@c.de, leave: { file: private/leave.yaml }, cost_rate: { file: private/rates.yaml } }\n",
            "private/leave.yaml": "- { from: 2026-12-21, to: 2026-12-31 }\n",
            "private/rates.yaml": "cost_rate: [{ from: 2026-01-01, amount: 95.00 EUR }]\n",
        ]
        let collector = DiagnosticCollector()
        let context = ProjectContext(load: { path in files[path].map { .success(Array($0.utf8)) } ?? .failure(.missing)
        })
        let source = SourceText(name: "people.yaml", text: files["people.yaml"] ?? "")
        let reading = PeopleFile.reading(of: source, context: context, collector)
        #expect(collector.diagnostics == [])
        let ben = try #require(reading.people?["ben"])
        #expect(ben.leave.count == 1)
        #expect(ben.costRates.map(\.amount.position.file) == ["private/rates.yaml"])
        #expect(reading.files.map(\.path) == ["people.yaml", "private/leave.yaml", "private/rates.yaml"])
    }

    @Test(
        "a whole person may stand in a file that only its owner may read",
        arguments: ["", "ben:\n  "])
    func privatePerson(head: String) throws {
        let folder = try TemporaryFolder()
        var root: String { folder.path }
        let facts = "{ name: Ben, email: b@c.de, cost_rate: { from: 2026-01-01, amount: 95.00 EUR } }\n"
        try folder.write(head + facts, to: "private/ben.yaml", mode: 0o600)
        let collector = DiagnosticCollector()
        let context = ProjectContext(root: root)
        let people = "ben: { file: private/ben.yaml }\nchi: Chi <chi@c.de>\n"
        let reading = PeopleFile.reading(
            of: SourceText(name: "people.yaml", text: people), context: context, collector)
        #expect(collector.diagnostics == [])
        let ben = try #require(reading.people?["ben"])
        #expect(ben.name == "Ben")
        #expect(ben.position.description == "people.yaml:1:1")
        #expect(ben.costRates.map(\.amount.position.file) == ["private/ben.yaml"])
        #expect(reading.files.map(\.path) == ["people.yaml", "private/ben.yaml"])
        // Two projects share the person, and neither repeats the facts.
        for name in ["crm2", "erp"] {
            let text = "project: \(name)\nlead: chi\nstart: 2026-10-01\nteam: [ben]\n"
            let source = SourceText(name: "projects/\(name).yaml", text: text)
            let shared = ProjectContext(root: root, people: try #require(reading.people))
            let project = try #require(ProjectReader.read(source, context: shared, collector))
            #expect(collector.diagnostics == [])
            #expect(!ProjectText.long(project).contains("95.00"))
        }
    }

    @Test("the file of a project's own person is taken in, and is whole in show --long")
    func ownPersonInFile() throws {
        let facts = "leave: { file: leave.yaml }\nemail: b@c.de\nworks: 32h/week\n"
        let files = [
            "projects/private/ben.yaml": facts, "projects/leave.yaml": "- { from: 2026-12-21, to: 2026-12-31 }\n",
            "projects/empty.yaml": "",
        ]
        let read = Read.project(
            with: "people: { ben: { file: private/ben.yaml }, chi: { file: empty.yaml } }\n", files: files)
        #expect(read.errors == [])
        let project = try #require(read.project)
        #expect(project.people["ben"]?.leave.count == 1)
        #expect(project.people["chi"] != nil)
        let again = try #require(Read(ProjectText.long(project)).project)
        #expect(contentText(of: again) == contentText(of: project))
    }

    @Test("files are read from a folder, and nothing but files")
    func realFiles() throws {
        let folder = try TemporaryFolder()
        var root: String { folder.path }
        try folder.makeFolders("projects/folder.yaml")
        try folder.write("- { id: K1, text: Late }\n", to: "projects/risks.yaml")
        #expect(mkfifo(root + "/projects/pipe.yaml", 0o600) == 0)
        func read(_ file: String) -> [String] {
            let collector = DiagnosticCollector()
            let source = SourceText(name: "projects/p.yaml", text: Read.head + "risks: { file: \(file) }\n")
            _ = ProjectReader.read(source, context: ProjectContext(root: root, mailDomain: "example.org"), collector)
            return collector.diagnostics.map { $0.compact(in: "projects/p.yaml") }
        }
        #expect(read("risks.yaml") == [])
        #expect(FileManager.default.createFile(atPath: root + "/projects/large.csv", contents: nil))
        #expect(truncate(root + "/projects/large.csv", 1 << 30) == 0)
        #expect(
            read("large.csv") == [
                "GTY0109 5:16 projects/large.csv cannot be read: it is larger than 64 MiB"
            ])
        #expect(read("folder.yaml") == ["GTY0109 5:16 projects/folder.yaml cannot be read: it is not a file"])
        #expect(read("pipe.yaml") == ["GTY0109 5:16 projects/pipe.yaml cannot be read: it is not a file"])
        #expect(
            read("none.yaml") == [
                "GTY0109 5:16 there is no file projects/none.yaml, and no none.yaml"
                    + " | a path counts from this file's folder, else from the root"
            ]
        )
    }

    @Test("what may not be read is said, and known to a watcher")
    func unreadable() {
        let read = Read(
            Read.head + "risks: { file: risks.yaml }\n", load: { _ in .failure(.unreadable("permission denied")) })
        #expect(read.lines == ["GTY0109 5:16 projects/risks.yaml cannot be read: permission denied"])
        #expect(read.files.contains(ProjectFile(path: "projects/risks.yaml", exists: true)))
    }
}
