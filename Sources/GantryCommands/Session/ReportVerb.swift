import ArgumentParser
import GantryControl
import GantryCore
import GantryDefinitions
import GantryProject
import GantryTime

/// What every verb that sums up takes.
struct ReportOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The day that counts as today.", valueName: "date"))
    var asOf: String?

    @Flag(help: "Show the rule, the figures with their lines, and the sums.")
    var explain = false

    var parameters: ReportParameters {
        var parameters = ReportParameters()
        parameters.add("as_of", asOf)
        parameters.add("explain", flag: explain)
        return parameters
    }
}

/// A verb that prints a sum, which is made here or by the daemon.
protocol ReportVerb: Verb {
    associatedtype Report: Encodable & Sendable

    var report: ReportOptions { get }

    /// What this verb's own options ask for, beside those of all reports.
    func add(to parameters: inout ReportParameters)
    /// - Throws: `CommandFailure`, `ClientFailure`.
    func find(_ parameters: ReportParameters, in session: Session) async throws -> Report
    func lines(_ report: Report, _ display: Display) -> [String]
    /// How `gantry` ends.
    func status(_ report: Report) -> Int32
}

extension ReportVerb {
    func add(to parameters: inout ReportParameters) {}
    func status(_ report: Report) -> Int32 { ExitStatus.good }

    func answer(in session: Session) async throws -> Answer {
        var parameters = self.report.parameters
        add(to: &parameters)
        let report = try await find(parameters, in: session)
        return Answer(report, lines(report, session.display), status: status(report))
    }
}

/// A verb that prints a sum over one project, named by its id or by its file.
protocol ProjectReportVerb: ReportVerb where Report: ProjectReport {
    var project: String { get }
}

extension ProjectReportVerb {
    func find(_ parameters: ReportParameters, in session: Session) async throws -> Report {
        switch try ProjectSource.find(project, common, in: session) {
        case .files(let project, let portfolio):
            let subject = ReportSubject(project, in: portfolio, today: project.zone.date(at: session.now))
            return try CommandFailure.translating { () throws(ReportProblem) in
                try Report.checked(of: subject, parameters)
            }
        case .daemon(let client, let id):
            return try await client.get(["projects", id, Report.name], query: parameters.query)
        }
    }
}

/// A verb that prints a sum over all projects.
protocol PortfolioReportVerb: ReportVerb where Report: PortfolioReport {}

extension PortfolioReportVerb {
    func find(_ parameters: ReportParameters, in session: Session) async throws -> Report {
        if common.socket != nil || SocketLocator.answers(session.locator.locate().path) {
            return try await session.client().get([Report.name], query: parameters.query)
        }
        let definitions = OfflineDefinitions.load(session.locator.locateRoot())
        let errors = definitions.diagnostics.filter { $0.severity == .error }
        // A sum over all with one left out would be wrong, and look right.
        guard errors.isEmpty else { throw CommandFailure(errors, code: "wrong_file", status: ExitStatus.wrongFile) }
        let today = definitions.portfolio.zone.date(at: session.now)
        return try CommandFailure.translating { () throws(ReportProblem) in
            try Report.checked(of: definitions.portfolio, parameters, today: today)
        }
    }
}

extension ReportParameters {
    /// As the control client sends them.
    var query: [(String, String?)] { pairs.map { ($0.key, $0.value) } }
}

extension CommandFailure {
    /// Makes what keeps a report from being made a failure of the command line.
    static func translating<Report>(_ make: () throws(ReportProblem) -> Report) throws(CommandFailure) -> Report {
        do {
            return try make()
        } catch {
            throw CommandFailure(error)
        }
    }

    private init(_ problem: ReportProblem) {
        switch problem.kind {
        case .parameter: self = .usage(problem.message, hint: problem.hint)
        case .nothingToSum:
            self.init(problem.message, hint: problem.hint, code: "nothing_to_sum", status: ExitStatus.failed)
        case .wrongFile(let diagnostics):
            self.init(diagnostics, code: "wrong_file", status: ExitStatus.wrongFile)
        case .cancelled: self.init(problem.message, code: "cancelled", status: ExitStatus.failed)
        }
    }
}

extension Display {
    /// What a report had to do without, a line each.
    func notes(_ notes: [String]) -> [String] {
        notes.isEmpty ? [] : [""] + notes.flatMap { paragraph("note: \($0)", hanging: 6, style: .dim) }
    }

    /// How each figure came about, as `--explain` asks.
    func explanations(_ explanations: [Explanation]) -> [String] {
        explanations.flatMap { explanation in
            let evidence = explanation.evidence
            var lines = [""] + paragraph(explanation.figure, hanging: 2, style: .bold)
            lines += paragraph(evidence.rule, indent: 2, style: .dim)
            // The value may be a sum, which is worth nothing when it is cut.
            var table = Table(
                columns: [.left("", cutTo: 14), .wrapping(""), .folding("", cutTo: 16)], indent: 2, hasHeader: false)
            table.rows = evidence.inputs.map {
                [.init($0.name), .init($0.value), .init($0.source?.fileAndLine ?? "", .dim)]
            }
            lines += table.lines(terminal)
            lines += evidence.arithmetic.flatMap { paragraph($0, indent: 2, hanging: 2) }
            return lines
        }
    }
}
