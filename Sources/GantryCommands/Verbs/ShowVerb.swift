import ArgumentParser
import GantryControl
import GantryCore
import GantryDefinitions
import GantryProject
import GantryTime

/// `gantry show PROJECT`: one project as people read it.
struct ShowVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one project: who, when, how much; --long writes every short form out.",
        discussion: """
            A project is named by its id or by its file. No daemon is needed: where none runs, the
            files are read.

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
        let path = session.locator.absolute(project)
        let looksLikeFile = project.contains("/") || project.hasSuffix(".yaml") || project.hasSuffix(".yml")
        if looksLikeFile, FileStatus(path, followingLinks: true) != nil {
            return try detail(OfflineFile(path, root: common.root.map(session.locator.absolute)), session)
        }
        guard !looksLikeFile else {
            throw CommandFailure("there is no file \(project)", code: "not_found", status: ExitStatus.failed)
        }
        let place = session.locator.locate()
        if common.socket != nil || SocketLocator.answers(place.path) {
            return try await session.client().project(project)
        }
        return try offlineDetail(session)
    }

    /// From the files, where no daemon runs.
    private func offlineDetail(_ session: Session) throws(CommandFailure) -> ProjectDetail {
        let definitions = OfflineDefinitions.load(session.locator.locateRoot())
        guard let project = definitions.portfolio.project(project) else {
            let near = suggestion(for: project, among: definitions.portfolio.projects.map(\.id))
            let wrong = definitions.diagnostics.hasErrors ? "; some files are wrong: gantry check" : ""
            throw CommandFailure(
                "no project is named '\(project)' in \(definitions.root)\(wrong)",
                hint: near.map { "did you mean \($0)?" }, code: "not_found", status: ExitStatus.failed)
        }
        return detail(project, in: definitions.portfolio, session)
    }

    private func detail(_ file: OfflineFile, _ session: Session) throws(CommandFailure) -> ProjectDetail {
        guard let project = file.projects.first else {
            let errors = file.diagnostics.filter { $0.severity == .error }
            guard errors.isEmpty else { throw CommandFailure(errors, code: "wrong_file", status: ExitStatus.wrongFile) }
            throw CommandFailure("\(file.name) is not a project", code: "not_found", status: ExitStatus.failed)
        }
        return detail(project, in: file.portfolio, session)
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
