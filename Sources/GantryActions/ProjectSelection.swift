import FoundationEssentials
import GantryCore
import GantryProject
import GantryTime

/// The projects that a step asks a check to look at.
struct ProjectSelection {
    let projects: [Project]
    /// Whether the step names them one by one.
    let isList: Bool

    /// All projects, or those of the input `projects`.
    ///
    /// - Throws: `ActionFailure` for an id that no project has.
    init(_ request: ActionRequest, in portfolio: Portfolio) throws(ActionFailure) {
        switch request.inputs["projects"] ?? .null {
        case .null: (projects, isList) = (portfolio.projects, false)
        case .list(let values): (projects, isList) = (try Self.named(values.map(\.description), in: portfolio), true)
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

    static let input = InputDeclaration(
        "projects", .list(.text),
        "Ids of the projects to look at; left out: all of them, and after a save those that have changed.")
    static let outputs = [
        OutputDeclaration("projects", .list(.text), "The ids that were looked at.")
    ]
}

extension ProjectStatus {
    /// `on hold`.
    var spoken: String { rawValue.split(separator: "_").joined(separator: " ") }
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
