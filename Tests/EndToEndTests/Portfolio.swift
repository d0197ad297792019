import Foundation
import GantryTestSupport
import Testing

/// A folder of definitions for one test, gone with it.
final class Portfolio {
    private let folder: TemporaryFolder

    var root: String { folder.path }

    init() throws {
        folder = try TemporaryFolder(mode: 0o755)
        try write(
            "people.yaml", "asha: { name: Asha, email: asha@example.org }\nben: { name: Ben, email: ben@example.org }\n"
        )
        try write("gantry.yaml", "timezone: Europe/Amsterdam\n")
    }

    /// Writes a file as careful editors do: beside it, then in its place.
    func write(_ path: String, _ text: String) throws {
        let file = root + "/" + path
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let beside = folder + "/.new-" + UUID().uuidString
        try text.write(toFile: beside, atomically: false, encoding: .utf8)
        #expect(rename(beside, file) == 0)
    }

    func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: root + "/" + path) }

    /// A project `crm2` with one task per pair: its id and its due date.
    func project(_ tasks: [(id: String, due: String)], status: String = "active") throws {
        let lines = tasks.map { "  - { id: \($0.id), duration: 5wd, who: [ben], due: \($0.due) }\n" }.joined()
        try write(
            "projects/crm2.yaml",
            """
            project: crm2
            name: CRM migration
            lead: asha
            status: \(status)
            start: 2020-01-06
            team: [asha, ben]
            tasks:\(lines.isEmpty ? " []" : "")
            \(lines)
            """)
    }

    /// A workflow that checks deadlines at every save.
    func deadlines(triggers: String = "[{ files: \"projects/**/*.yaml\", settle: 0s }]", extra: String = "") throws {
        try write(
            "workflows/deadlines.yaml",
            """
            name: deadlines
            triggers: \(triggers)
            steps:
              - id: check
                action: deadline.check
            \(extra)
            """)
    }

    /// The mails in the maildir, the oldest first.
    func mails(state: String = ".gantry") throws -> [String] {
        let folder = root + "/\(state)/maildir/new"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return try names.filter { $0.contains(".eml") }.map { folder + "/" + $0 }
            .map { try String(contentsOfFile: $0, encoding: .utf8) }
    }
}
