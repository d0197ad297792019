import GantryControl
import GantryCore
import GantryDefinitions
import GantryProject
import GantryTime
import GantryWorkflow

/// Where a new project's file goes, and what it is read with there, as `gantry check` will read it.
struct NewProjectPlace {
    /// The portfolio's folder; nil: there is none, and a file stands by itself.
    private let root: String?
    /// `--file`, absolute.
    private let file: String?
    private let folder: String
    private let portfolio: Portfolio?
    private let inPortfolio: ProjectContext?
    /// That of the portfolio, or of whoever types.
    let zone: ZoneRules

    init(file: String?, in session: Session) throws(CommandFailure) {
        self.file = file.map(session.locator.absolute)
        folder = session.folder
        root = session.locator.locatePortfolio()
        if let root, FileStatus(root, followingLinks: true)?.isFolder != true {
            throw CommandFailure(
                "there is no folder \(root)", hint: "gantry init \(shellQuoted(root)) makes a portfolio",
                code: "not_found", status: ExitStatus.failed)
        }
        let definitions = root.map(OfflineDefinitions.load)
        portfolio = definitions?.portfolio
        zone = definitions?.settings.timeZone ?? session.display.moments.zone
        inPortfolio = definitions.map {
            ProjectContext(
                root: $0.root, granting: $0.settings.folders, defaultZone: $0.settings.timeZone,
                defaultCalendar: $0.settings.calendar,
                people: $0.portfolio.people, mailDomain: $0.settings.mailDomain)
        }
        guard let file else { return }
        guard file.hasSuffix(".yaml") || file.hasSuffix(".yml") else {
            throw .usage("--file: the name of a project's file ends in .yaml", hint: "write --file \(file).yaml")
        }
        try refuseToOverwrite(project: "")
    }

    /// Absolute.
    func path(of project: String) -> String {
        if let file { return file }
        return root.map { "\($0)/projects/\(project).yaml" } ?? "\(folder)/\(project).yaml"
    }

    /// As `gantry check` names it: relative to the root.
    func name(of project: String) -> String {
        let path = path(of: project)
        if let root, path.hasPrefix("\(root)/") { return String(path.dropFirst(root.count + 1)) }
        return path.split(separator: "/").last.map(String.init) ?? path
    }

    /// As it is typed from the folder that one stands in.
    func typed(_ project: String) -> String {
        let path = path(of: project)
        return shellQuoted(path.hasPrefix("\(folder)/") ? String(path.dropFirst(folder.count + 1)) : path)
    }

    /// Whether a daemon on the portfolio finds the file.
    func isWatched(_ project: String) -> Bool { root != nil && name(of: project).hasPrefix("projects/") }

    func context(of project: String) -> ProjectContext {
        let path = path(of: project)
        if let root, let inPortfolio, path.hasPrefix("\(root)/") { return inPortfolio }
        return ProjectContext(root: "/" + path.split(separator: "/").dropLast().joined(separator: "/"))
    }

    /// Refuses a file and an id that are there already.
    func refuseToOverwrite(project: String) throws(CommandFailure) {
        let path = path(of: project)
        if FileStatus(path) != nil {
            throw CommandFailure(
                "\(path) is there already, and stays as it is",
                hint: file == nil ? "take another id, or edit that file" : "take another file, or edit that one",
                code: "exists", status: ExitStatus.failed)
        }
        if isWatched(project), let other = portfolio?.project(project) {
            throw CommandFailure(
                "there is a project '\(project)' already, in \(other.position.file)", hint: "take another id",
                code: "exists", status: ExitStatus.failed)
        }
    }
}
