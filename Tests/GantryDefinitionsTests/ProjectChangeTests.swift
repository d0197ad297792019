import GantryCore
import GantryProject
import GantryWorkflow
import Testing

@testable import GantryDefinitions

@Suite("What projects say otherwise")
struct ProjectChangeTests {
    /// `project path: from -> to @ at` of what changed between two states of a root.
    private func told(
        _ files: [String: String], _ later: [String: String?], _ root: TemporaryRoot
    ) throws -> [String: [String]] {
        for (file, text) in files { try root.write(file, text) }
        let first = Definitions.read(
            root: root.path, actions: TemporaryRoot.actions, previous: nil, keepsSettings: false, looking: .once)
        let versions = first.definitions.goodVersions
        let old = first.contents.of(Set(versions.values.flatMap(\.files.values)))
        for (file, text) in later {
            if let text { try root.write(file, text) } else { try root.remove(file) }
        }
        let second = Definitions.read(
            root: root.path, actions: TemporaryRoot.actions, previous: first.definitions, keepsSettings: false,
            looking: .once)
        #expect(root.said(second.definitions) == [])
        let comparison = ProjectComparison(from: versions, to: second.definitions)
        let wanted = comparison.contentsWanted
        let changes = comparison.changes(old.merging(second.contents.of(wanted)) { old, _ in old })
        return changes.mapValues { $0.map { "\($0.path): \($0.from ?? "-") -> \($0.to ?? "-") @ \($0.at)" } }
    }

    private let head = "project: crm2\nlead: asha\nstart: 2026-10-01\n"

    @Test(
        "is told by its path, with what stood there, and where it stands",
        arguments: [
            (
                "tasks: [{ id: golive, milestone: true, due: 2027-03-31 }]\n",
                "tasks:\n  # moved\n  - { id: golive, due: 2027-04-15, milestone: true }\n",
                ["tasks.golive.due: 2027-03-31 -> 2027-04-15 @ projects/crm2.yaml:6"]
            ),
            (
                "tasks:\n  - build: 10wd ben\n", "tasks:\n  - build: 12wd ben\n  - test: 2wd ben\n",
                [
                    "tasks.build: 10wd ben -> 12wd ben @ projects/crm2.yaml:5",
                    "tasks.test: - -> 2wd ben @ projects/crm2.yaml:6",
                ]
            ),
            ("team: [asha, ben]\n", "team: [asha]\n", ["team: ben -> - @ projects/crm2.yaml:4"]),
            ("name: A\n", "name: \"A\"   # quoted\n\n", []),
            ("team: [asha, ben]\n", "team:\n  - ben\n  - asha\n", []),
            ("deadline: 2027-03-31\n", "", ["deadline: 2027-03-31 -> - @ projects/crm2.yaml:4"]),
        ])
    func byMeaning(old: String, new: String, expected: [String]) throws {
        let root = try TemporaryRoot.small()
        #expect(
            try told(["projects/crm2.yaml": head + old], ["projects/crm2.yaml": head + new], root) == ["crm2": expected]
        )
    }

    @Test("takes in the files that a project includes, wherever they stand under the root")
    func included() throws {
        let root = try TemporaryRoot.small()
        let files = [
            "projects/crm2.yaml": head
                + "budget: { lines: [{ id: labour, amount: 100 EUR }] }\nrisks: { file: crm2/risks.yml }\n"
                + "calendar: { file: days/nl.yaml }\nledger: { file: books/erp.csv }\n",
            "projects/crm2/risks.yml": "risks:\n  - { id: K1, text: Late }\n",
            "days/nl.yaml": "[2026-12-25]\n",
            "books/erp.csv": "date,line,amount,currency\n2026-10-05,labour,10.00,EUR\n",
        ]
        let later = [
            "projects/crm2/risks.yml": "risks:\n  - { id: K1, text: Later }\n",
            "days/nl.yaml": "[2026-12-25, 2026-12-26]\n",
            "books/erp.csv": "date,line,amount,currency\n2026-10-05,labour,10.00,EUR\n2026-10-06,labour,20.00,EUR\n",
        ]
        #expect(
            try told(files, later, root) == [
                "crm2": [
                    "calendar: - -> 2026-12-26 @ days/nl.yaml:1",
                    "ledger: - -> 2026-10-06,labour,20.00,EUR @ books/erp.csv:3",
                    "risks.K1.text: Late -> Later @ projects/crm2/risks.yml:2",
                ]
            ])
    }

    @Test("is told of people to the projects that name them")
    func people() throws {
        let root = try TemporaryRoot.small()
        let later = "asha: { email: asha@example.org }\nben: { email: b@example.org }\n"
        let other = "project: shop\nlead: asha\nstart: 2026-10-01\n"
        #expect(
            try told(["projects/shop.yaml": other], ["people.yaml": later], root) == [
                "crm2": ["people.ben.email: ben@example.org -> b@example.org @ people.yaml:2"]
            ])
    }

    @Test("is no change where a file is only renamed, and one where a project is new")
    func renamed() throws {
        let root = try TemporaryRoot.small()
        let text = TemporaryRoot.project("crm2")
        #expect(
            try told([:], ["projects/crm2.yaml": nil, "projects/new.yaml": text], root) == ["crm2": []])
        #expect(
            try told([:], ["projects/shop.yaml": TemporaryRoot.project("shop")], root) == [
                "shop": ["project: - -> shop @ projects/shop.yaml:1"]
            ])
    }
}

@Suite("The window of a changed table")
struct TableWindowTests {
    @Test(
        "has the lines that differ, and whole ones",
        arguments: [
            ("a\nb\nc\n", "a\nb\nc\n", "", "", 4), ("a\nb\nc\n", "a\nx\nc\n", "b\n", "x\n", 2),
            ("a\nb\n", "a\nb\nc\n", "", "c\n", 3), ("a\nb\nc\n", "a\nc\n", "b\n", "", 2), ("", "a\n", "", "a\n", 1),
            ("a1\na2\n", "a1\nb2\n", "a2\n", "b2\n", 2), ("a\na\n", "a\na\na\n", "", "a\n", 3),
            ("a\nb", "a\nb\n", "b", "b\n", 2), ("a\r\nb\r\n", "a\r\nc\r\n", "b\r\n", "c\r\n", 2),
            ("a\rb\n", "a\rc\n", "a\rb\n", "a\rc\n", 1), ("x", "y", "x", "y", 1),
        ])
    func window(old: String, new: String, was: String, now: String, line: Int) {
        let (before, after) = (Array(old.utf8), Array(new.utf8))
        let window = TableWindow(from: before, to: after)
        #expect(String(decoding: before[window.old], as: UTF8.self) == was)
        #expect(String(decoding: after[window.new], as: UTF8.self) == now)
        #expect(window.firstLine == line)
    }
}
