import FoundationEssentials
import GantryCore
import GantryProject
import GantryTestSupport
import Glibc

@testable import GantryDefinitions

/// A folder of its own for one test, removed with it.
final class TemporaryRoot {
    private let folder: TemporaryFolder

    var path: String { folder.path }

    init() throws { folder = try TemporaryFolder(mode: 0o755) }

    /// A root with one project, people, and one workflow.
    static func small() throws -> TemporaryRoot {
        let root = try TemporaryRoot()
        try root.write("people.yaml", "asha: { email: asha@example.org }\nben: { email: ben@example.org }\n")
        try root.write("projects/crm2.yaml", project("crm2"))
        try root.write("workflows/deadlines.yaml", workflow)
        return root
    }

    static func project(_ id: String, _ more: String = "") -> String {
        "project: \(id)\nlead: asha\nstart: 2026-10-01\ntasks:\n  - build: 10wd ben\n\(more)"
    }

    static let workflow = "triggers: [manual]\nsteps: [{ id: check, action: noop }]\n"
    static let actions = [
        ActionDeclaration(name: "noop", summary: "Nothing.", inputs: [], example: ""),
        ActionDeclaration(
            name: "look", summary: "Looks.", inputs: [InputDeclaration("projects", .list(.text), "which")], example: ""),
    ]

    func write(_ file: String, _ text: String) throws {
        try folder.write(text, to: file)
    }

    func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(file)") }
    func move(_ file: String, to other: String) { rename("\(path)/\(file)", "\(path)/\(other)") }
    func link(_ file: String, to target: String) { symlink(target, "\(path)/\(file)") }
    func mode(_ file: String, _ mode: mode_t) { chmod(file.isEmpty ? path : "\(path)/\(file)", mode) }

    func load(_ previous: Definitions? = nil, keepsSettings: Bool = false) -> Definitions {
        Definitions.load(root: path, actions: Self.actions, previous: previous, keepsSettings: keepsSettings)
    }

    /// `file:line:column severity message | hint` of every diagnostic; the root is shown as `ROOT`.
    func said(_ definitions: Definitions) -> [String] {
        definitions.diagnostics.map { diagnostic in
            let place = diagnostic.position.map { "\($0) " } ?? ""
            let hint = diagnostic.hint.map { " | \($0)" } ?? ""
            return "\(place)\(diagnostic.severity.rawValue) \(diagnostic.message)\(hint)".replacing(path, with: "ROOT")
        }
    }

    func relative(_ paths: Set<String>) -> [String] { paths.map { $0.replacing(path, with: "ROOT") }.sorted() }
}

extension Definitions {
    var projectIDs: [String] { portfolio.projects.map(\.id) }
    var workflowNames: [String] { workflows.map(\.name) }
}
