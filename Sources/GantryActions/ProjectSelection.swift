import FoundationEssentials
import GantryCore
import GantryProject
import GantryTime

/// The projects that a check looks at, and what is the same for all checks.
struct ProjectSelection {
    let portfolio: Portfolio
    let projects: [Project]
    let now: Instant

    /// All projects, or those of the input `projects`.
    ///
    /// - Throws: `ActionFailure` for an id that no project has.
    init(_ request: ActionRequest, in portfolio: Portfolio) throws(ActionFailure) {
        (self.portfolio, now) = (portfolio, request.now)
        switch request.inputs["projects"] ?? .null {
        case .null: projects = portfolio.projects
        case .list(let values): projects = try Self.named(values.map(\.description), in: portfolio)
        case let value: throw ActionFailure("'projects' is \(value.typeName), and a list of project ids is wanted")
        }
    }

    private static func named(_ ids: [String], in portfolio: Portfolio) throws(ActionFailure) -> [Project] {
        var seen: Set<String> = []
        var projects: [Project] = []
        for id in ids where seen.insert(id).inserted {
            guard let project = portfolio.project(id) else {
                let near = suggestion(for: id, among: portfolio.projects.map(\.id))
                throw ActionFailure("there is no project '\(id)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
            }
            projects.append(project)
        }
        return projects
    }

    func today(of project: Project) -> LocalDate { project.zone.date(at: now) }

    /// What holds, for the engine.
    ///
    /// - Parameters:
    ///   - isWatched: whether the rule asks anything of a project now: of one that rests, it does not.
    ///   - ending: what was done about a subject that stood before and is gone; nil where nothing is known.
    func result(
        _ findings: [Finding], rule: String, request: ActionRequest, isWatched: (Project) -> Bool = { _ in true },
        ending: (Project, _ subject: String) -> String? = { _, _ in nil }
    ) -> ActionResult {
        let found = Set(findings.map(\.identity))
        var endings: [Finding.Identity: String] = [:]
        for key in request.standing.keys where key.rule == rule && !found.contains(key.identity) {
            guard let project = projects.first(where: { $0.id == key.project }) else { continue }
            endings[key.identity] = ending(project, key.subject)
        }
        let resting = projects.filter { !isWatched($0) }.map { ($0.id, "\($0.id) is \($0.status.spoken)") }
        return ActionResult(
            findings: findings, evaluated: Set(projects.map(\.id)), rules: [rule],
            muted: Dictionary(resting, uniquingKeysWith: { first, _ in first }), endings: endings,
            output: .map(["projects": .list(projects.map { .text($0.id) })]))
    }

    static let input = InputDeclaration(
        "projects", .list(.text), "Ids of the projects to look at; left out: all of them.")
    static let outputs = [
        OutputDeclaration("projects", .list(.text), "The ids that were looked at.")
    ]
}

extension ProjectStatus {
    /// `on hold`.
    fileprivate var spoken: String { rawValue.split(separator: "_").joined(separator: " ") }
}

extension Located {
    /// As an input of evidence.
    func input(_ name: String, _ text: (Wrapped) -> String) -> Evidence.Input {
        Evidence.Input(name, text(value), at: position)
    }
}

extension Located where Wrapped: CustomStringConvertible {
    func input(_ name: String) -> Evidence.Input { input(name, \.description) }
}

extension Sequence<String> {
    /// `10, 3 and 1`.
    var enumerated: String {
        let words = Array(self)
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
