import ArgumentParser
import GantryControl
import GantryCore

/// `gantry projects`: the portfolio, a line each.
struct ProjectsVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "projects",
        abstract: "List the projects that the daemon watches.",
        discussion: """
            EXAMPLES
              gantry projects
              gantry projects --json
            """)

    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let list = try await session.client().projects()
        return Answer(list, Self.lines(list, session.display))
    }

    static func lines(_ list: ProjectList, _ display: Display) -> [String] {
        guard !list.projects.isEmpty else {
            return ["no projects yet: put a project file into the folder projects, or see gantry init --help"]
        }
        var table = Table(columns: [
            .left("PROJECT", cutTo: 12), .left("NAME", cutTo: 12), .left("LEAD", cutTo: 8), .left("DEADLINE"),
            .right("BUDGET"), .right("ALERTS"),
        ])
        table.rows = list.projects.map { project in
            let status = project.status == "active" ? "" : " (\(spoken(project.status)))"
            let budget = project.budget.map { Money($0)?.spoken ?? $0 } ?? "-"
            return [
                .init(project.id, .bold), .init(project.name + status), .init(project.lead),
                .init(project.deadline.map(display.moments.spoken) ?? "-"), .init(budget),
                .init(project.openAlerts.map { "\($0)" } ?? "-", project.openAlerts ?? 0 > 0 ? .yellow : .plain),
            ]
        }
        return table.lines(display.terminal)
    }

    /// `on_hold` as `on hold`.
    private static func spoken(_ word: String) -> String { String(word.map { $0 == "_" ? " " : $0 }) }
}
