import FoundationEssentials
import GantryCore
import GantryTime
import GantryWorkflow
import GantryYAML
import Glibc
import Testing

@testable import GantryDefinitions

@Suite struct FenceTests {
    /// What stands in a file that nobody may see through a definition; no YAML, so that a reader would quote it.
    private static let secret = "root:$6$tOkEn: [hunter2"

    /// A file or a link that leads to the secret, and what makes a reader want it.
    struct Way: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// The link, relative to the root; nil: the file itself is named.
        let link: String?
        /// Where the secret stands, relative to the root or above it.
        let target: String
        let file: String
        let text: String

        init(
            _ what: String, link: String? = nil, to target: String, _ file: String = "projects/b.yaml",
            _ more: String = ""
        ) {
            (testDescription, self.link, self.target, self.file) = (what, link, target, file)
            text = file == "projects/b.yaml" ? TemporaryRoot.project("b", more) : more
        }
    }

    private static let outside = "OUTSIDE/shadow"

    static let ways = [
        Way("a secret named as a section", to: "secrets/token", "projects/b.yaml", "risks: { file: secrets/token }\n"),
        Way("a secret from a folder", to: "secrets/token", "projects/b.yaml", "risks: { file: ../secrets/token }\n"),
        Way(
            "a link to a secret", link: "projects/r.txt", to: "secrets/token", "projects/b.yaml",
            "risks: { file: r.txt }\n"),
        Way("the daemon's own", to: ".gantry/logs/1", "projects/b.yaml", "risks: { file: .gantry/logs/1 }\n"),
        Way("a section", link: "projects/r.txt", to: outside, "projects/b.yaml", "risks: { file: r.txt }\n"),
        Way("a book", link: "projects/r.csv", to: outside, "projects/b.yaml", "ledger: [{ file: r.csv }]\n"),
        Way("holidays", link: "projects/h.txt", to: outside, "projects/b.yaml", "calendar: { file: h.txt }\n"),
        Way("a project's people", link: "projects/p.txt", to: outside, "projects/b.yaml", "people: { file: p.txt }\n"),
        Way("a person", link: "ben.txt", to: outside, "people.yaml", "ben: { file: ben.txt }\nasha: {}\n"),
        Way("people.yaml", link: "people.yaml", to: outside),
        Way("a project", link: "projects/c.yaml", to: outside),
        Way("a workflow", link: "workflows/c.yaml", to: outside),
        Way("a manifest", link: "plugins/p/plugin.yaml", to: outside),
        Way("settings", link: "gantry.yaml", to: outside),
        Way(
            "a file of a folder on the way", link: "books", to: "OUTSIDE", "projects/b.yaml",
            "risks: { file: books/shadow }\n"),
    ]

    @Test(
        "a file outside of the root, or among the secrets, is refused by every reader and never quoted", arguments: ways
    )
    func refused(_ way: Way) throws {
        let (root, elsewhere) = (try TemporaryRoot.small(), try TemporaryRoot())
        let target = way.target.replacing("OUTSIDE", with: elsewhere.path)
        if way.target.hasPrefix("OUTSIDE") {
            try elsewhere.write("shadow", Self.secret)
        } else {
            try root.write(way.target, Self.secret)
        }
        try root.write(way.file, way.text)
        if let link = way.link {
            try root.write(link + ".before", "")
            try? root.remove(link)
            root.link(link, to: target.hasPrefix("/") ? target : root.path + "/" + target)
        }
        let definitions = root.load()
        #expect(definitions.diagnostics.contains { $0.code == .refusedFile }, "\(definitions.diagnostics)")
        let said = definitions.diagnostics.map { "\($0)" }.joined(separator: "\n")
        #expect(!said.contains("tOkEn") && !said.contains("hunter2"), "\(said)")
    }

    @Test(
        "a folder outside of the root is named once and not listed",
        arguments: ["projects/more", "workflows", "plugins", "plugins/p"])
    func refusedFolder(_ link: String) throws {
        let (root, elsewhere) = (try TemporaryRoot.small(), try TemporaryRoot())
        for number in 1...20 { try elsewhere.write("hidden\(number).yaml", Self.secret) }
        try root.write("plugins/q.txt", "")
        try? root.remove(link)
        root.link(link, to: elsewhere.path)
        let diagnostics = root.load().diagnostics
        #expect(diagnostics.count { $0.code == .refusedFile } == 1, "\(diagnostics)")
        #expect(!diagnostics.contains { "\($0)".contains("hidden") })
    }

    @Test("what gantry.yaml grants is read, except the secrets")
    func granted() throws {
        let (root, elsewhere) = (try TemporaryRoot.small(), try TemporaryRoot())
        try elsewhere.write("b.yaml", TemporaryRoot.project("b"))
        root.link("projects/more", to: elsewhere.path)
        try root.write("secrets/c.yaml", TemporaryRoot.project("c"))
        root.link("projects/c.yaml", to: "../secrets/c.yaml")
        #expect(root.load().projectIDs == ["crm2"])
        try root.write("gantry.yaml", "files: { folders: [\(elsewhere.path), secrets] }\n")
        let granted = root.load()
        #expect(granted.projectIDs == ["b", "crm2"])
        #expect(granted.diagnostics.map(\.code) == [.refusedFile])
        try root.write("gantry.yaml", "files: { folders: [\(elsewhere.path) }\n")
        #expect(root.load(granted).projectIDs == ["b", "crm2"])
    }

    @Test("a configuration that is mounted through links inside of the root is read, and so is a root that is a link")
    func mounted() throws {
        let (root, names) = (try TemporaryRoot(), try TemporaryRoot())
        try root.write("..2026_11_30/crm2.yaml", TemporaryRoot.project("crm2"))
        try root.write("..2026_11_30/gantry.yaml", "timezone: Europe/Amsterdam\n")
        try root.write("..2026_11_30/workflows/w.yaml", TemporaryRoot.workflow)
        root.link("..data", to: "..2026_11_30")
        try root.write("projects/.keep", "")
        root.link("projects/crm2.yaml", to: "../..data/crm2.yaml")
        root.link("gantry.yaml", to: "..data/gantry.yaml")
        root.link("workflows", to: "..data/workflows")
        names.link("root", to: root.path)
        for path in [root.path, names.path + "/root"] {
            let definitions = Definitions.load(root: path, actions: TemporaryRoot.actions, previous: nil)
            #expect(!definitions.diagnostics.hasErrors, "\(definitions.diagnostics)")
            #expect(definitions.projectIDs == ["crm2"] && definitions.workflowNames == ["w"])
            #expect(definitions.settings.timeZone.identifier == "Europe/Amsterdam")
        }
    }
}
