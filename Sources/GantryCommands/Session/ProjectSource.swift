import GantryControl
import GantryCore
import GantryDefinitions
import GantryProject

/// Where a verb finds the project that was named: in a file, at the daemon, or in the portfolio's files.
///
/// One rule for all verbs. What looks like a file is one, and needs no daemon. A name is asked of the daemon where one
/// answers, for it has what holds now; else the files are read.
enum ProjectSource {
    /// Read here, with the portfolio around it.
    case files(Project, Portfolio)
    /// A daemon knows it, or says that it does not.
    case daemon(ControlClient, id: String)

    static func find(
        _ name: String, _ common: CommonOptions, in session: Session
    ) throws(CommandFailure) -> ProjectSource {
        if looksLikeFile(name) { return try read(file: name, common, in: session) }
        let place = session.locator.locate()
        if common.socket != nil || SocketLocator.answers(place.path) { return .daemon(session.client(), id: name) }
        return try read(name: name, in: session)
    }

    static func looksLikeFile(_ name: String) -> Bool {
        name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    }

    private static func read(
        file name: String, _ common: CommonOptions, in session: Session
    ) throws(CommandFailure) -> ProjectSource {
        let path = session.locator.absolute(name)
        guard FileStatus(path, followingLinks: true) != nil else {
            throw CommandFailure("there is no file \(name)", code: "not_found", status: ExitStatus.failed)
        }
        let file = OfflineFile(path, root: common.root.map(session.locator.absolute))
        guard let project = file.projects.first else {
            let errors = file.diagnostics.filter { $0.severity == .error }
            guard errors.isEmpty else { throw CommandFailure(errors, code: "wrong_file", status: ExitStatus.wrongFile) }
            throw CommandFailure("\(name) is not a project", code: "not_found", status: ExitStatus.failed)
        }
        return .files(project, file.portfolio)
    }

    private static func read(name: String, in session: Session) throws(CommandFailure) -> ProjectSource {
        let definitions = OfflineDefinitions.load(session.locator.locateRoot())
        if let project = definitions.portfolio.project(name) { return .files(project, definitions.portfolio) }
        // The file that is named like it, and wrong, is hardly another's.
        let errors = definitions.diagnostics.filter { diagnostic in
            guard diagnostic.severity == .error, let file = diagnostic.position?.file else { return false }
            return file.split(separator: "/").last?.split(separator: ".").first.map(String.init) == name
        }
        guard errors.isEmpty else { throw CommandFailure(errors, code: "wrong_file", status: ExitStatus.wrongFile) }
        let near = suggestion(for: name, among: definitions.portfolio.projects.map(\.id))
        let wrong = definitions.diagnostics.hasErrors ? "; some files are wrong: gantry check" : ""
        throw CommandFailure(
            "no project is named '\(name)' in \(definitions.root)\(wrong)",
            hint: near.map { "did you mean \($0)?" }, code: "not_found", status: ExitStatus.failed)
    }
}
