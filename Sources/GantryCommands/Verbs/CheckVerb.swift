import ArgumentParser
import GantryControl
import GantryCore
import GantryDefinitions
import GantryProject

/// `gantry check [PATH]`: what is wrong in the files. Needs no daemon.
struct CheckVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find every mistake in a portfolio, or in one file. Needs no daemon.",
        discussion: """
            Each mistake is shown with its file, line and column, and what to do about it.
            Ends with 78 when a file is wrong. Warnings end well, unless --fail-on says
            otherwise.

            EXAMPLES
              gantry check                             the portfolio you stand in
              gantry check portfolio
              gantry check projects/crm2.yaml          one file, and what it includes
              gantry check plugins/ping                one plugin
              gantry check --fail-on warning           ends with 1 when there are warnings
            """)

    enum Level: String, ExpressibleByArgument, CaseIterable {
        case warning, error
    }

    @Argument(help: "A portfolio's folder, a file or a plugin; else the portfolio you stand in.") var path: String?
    @Option(help: ArgumentHelp("From which level on not to end well: warning, error.", valueName: "level"))
    var failOn: Level = .error
    @OptionGroup var common: CommonOptions

    /// `gantry check --json`.
    struct Report: Codable, Hashable, Sendable {
        var root: String
        /// The one file that was asked for, relative to the root.
        @OrNull var file: String?
        var projects: Int
        var workflows: Int
        var errors: Int
        var warnings: Int
        var diagnostics: [Diagnostic]
    }

    func answer(in session: Session) async throws -> Answer {
        let report = try report(session)
        return Answer(report, Self.lines(report, session.display), status: status(report))
    }

    private func report(_ session: Session) throws(CommandFailure) -> Report {
        var target = path.map(session.locator.absolute) ?? session.locator.locateRoot()
        if path != nil, let manifest = OfflineManifest.path(in: target) { target = manifest }
        let status = FileStatus(target, followingLinks: true)
        if let status, !status.isFolder {
            let file = OfflineFile(target, root: common.root.map(session.locator.absolute))
            return Report(
                file.root, file: file.name, projects: file.projects.count, workflows: file.workflows.count,
                file.diagnostics)
        }
        if status == nil, let path {
            throw CommandFailure(
                "there is no file or folder \(path)", hint: "gantry init \(shellQuoted(path)) makes a portfolio",
                code: "not_found", status: ExitStatus.wrongFile)
        }
        let definitions = OfflineDefinitions.load(target)
        return Report(
            definitions.root, file: nil, projects: definitions.portfolio.projects.count,
            workflows: definitions.workflows.count, definitions.diagnostics)
    }

    private func status(_ report: Report) -> Int32 {
        if report.errors > 0 { return ExitStatus.wrongFile }
        return failOn == .warning && report.warnings > 0 ? ExitStatus.failed : ExitStatus.good
    }

    static func lines(_ report: Report, _ display: Display) -> [String] {
        let content = "\(counted(report.projects, "project")), \(counted(report.workflows, "workflow"))"
        let what = report.file ?? content
        guard !report.diagnostics.isEmpty else { return ["\(what): " + display.styled("nothing is wrong", .green)] }
        return display.diagnostics(report.diagnostics) + ["", "\(what): \(summary(of: report.diagnostics))"]
    }

    /// `2 errors, 1 warning`.
    static func summary(of diagnostics: [Diagnostic]) -> String {
        let parts = [(Diagnostic.Severity.error, "error"), (.warning, "warning"), (.note, "note")]
        return parts.compactMap { severity, noun in
            let count = diagnostics.count { $0.severity == severity }
            return count > 0 ? counted(count, noun) : nil
        }.joined(separator: ", ")
    }
}

extension CheckVerb.Report {
    init(_ root: String, file: String?, projects: Int, workflows: Int, _ diagnostics: [Diagnostic]) {
        (self.root, self.projects, self.workflows) = (root, projects, workflows)
        self.diagnostics = diagnostics.sortedByPlace()
        errors = diagnostics.count { $0.severity == .error }
        warnings = diagnostics.count { $0.severity == .warning }
        self.file = file
    }
}
