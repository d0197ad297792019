import ArgumentParser
import GantryControl
import GantryCore
import GantryProject
import GantryTime

/// `gantry show PROJECT`: one project as people read it.
struct ShowVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one project: who, when, how much; --long writes every short form out.",
        discussion: """
            A project is named by its id or by its file. No daemon is needed: where none
            runs, the files are read.

            EXAMPLES
              gantry show crm2
              gantry show crm2 --long
              gantry show projects/crm2.yaml
            """)

    @Argument(help: "The project's id, or its file.") var project: String
    @Flag(help: "The file with every short form written out, as YAML.") var long = false
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let detail = try await detail(session)
        return Answer(detail, (long ? detail.long : detail.summary).printableLines)
    }

    private func detail(_ session: Session) async throws -> ProjectDetail {
        switch try ProjectSource.find(project, common, in: session) {
        case .files(let project, let portfolio): detail(project, in: portfolio, session)
        case .daemon(let client, let id): try await client.project(id)
        }
    }

    /// As the daemon answers it, but for the alerts, which only a daemon knows, and for a text that is not printed.
    private func detail(_ project: Project, in portfolio: Portfolio, _ session: Session) -> ProjectDetail {
        let today = project.zone.date(at: session.now)
        return ProjectDetail(
            project: ProjectMessage(project),
            summary: common.json || !long ? ProjectText.short(project, in: portfolio, asOf: today) : "",
            long: common.json || long ? ProjectText.long(project) : "")
    }
}

extension ProjectMessage {
    fileprivate init(_ project: Project) {
        self.init(
            id: project.id, name: project.name, status: project.status.rawValue, lead: project.lead,
            deadline: project.deadline?.value, tasks: project.tasks.count,
            budget: project.budget?.total.map { "\($0)" }, openAlerts: nil, file: project.position.file)
    }
}
