package import GantryCore

/// A sum over one project that people ask for: a verb of the command line, and a path of the control API.
///
/// The same value is printed as text, as JSON, and sent by the daemon. Every report says the day it counts from and
/// what it had to do without.
package protocol ProjectReport: Codable, Sendable {
    /// The verb, and the last part of the path: `plan`.
    static var name: String { get }
    /// The parameters that it understands, beside `as_of` and `explain`.
    static var parameters: Set<String> { get }

    /// What it had to do without, as sentences.
    var notes: [String] { get set }

    /// - Throws: `ReportProblem`, where a parameter is wrong or there is nothing to sum.
    static func make(of subject: ReportSubject, _ parameters: ReportParameters) throws(ReportProblem) -> Self
}

/// The project that a report is about, and all that is around it.
package struct ReportSubject: Sendable {
    package let project: Project
    package let portfolio: Portfolio
    /// The day it is for the project.
    package let today: LocalDate
    /// What every report of it has to say: that its files are wrong now, and this is what was there before.
    package let notes: [String]
    /// Whether the asker has gone; asked now and then by what takes long.
    package let isCancelled: @Sendable () -> Bool

    package init(
        _ project: Project, in portfolio: Portfolio, today: LocalDate, notes: [String] = [],
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        (self.project, self.portfolio, self.today, self.notes) = (project, portfolio, today, notes)
        self.isCancelled = isCancelled
    }

    /// Everybody the project knows, by id.
    package var people: [String: Person] { portfolio.people(of: project) }
}

/// A sum over all projects.
package protocol PortfolioReport: Codable, Sendable {
    static var name: String { get }
    static var parameters: Set<String> { get }
    var notes: [String] { get set }

    /// - Throws: `ReportProblem`, where a parameter is wrong.
    static func make(
        of portfolio: Portfolio, _ parameters: ReportParameters, today: LocalDate
    ) throws(ReportProblem) -> Self
}

/// All there are. A report is one file, and one line here.
package enum Reports {
    package static let ofProjects: [any ProjectReport.Type] = [
        PlanReport.self, BudgetReport.self, BalanceReport.self, EarnedValueReport.self,
    ]
    package static let ofPortfolios: [any PortfolioReport.Type] = [LoadReport.self]
}

/// Why there is no report.
package struct ReportProblem: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// What was asked cannot be understood.
        case parameter
        /// There is nothing to sum: no tasks, no money.
        case nothingToSum
        /// Sums would be wrong, for something in the files is.
        case wrongFile([Diagnostic])
        /// The asker has gone.
        case cancelled
    }

    package let kind: Kind
    package let message: String
    package let hint: String?

    package init(_ kind: Kind, _ message: String, hint: String? = nil) {
        (self.kind, self.message, self.hint) = (kind, message, hint)
    }
}

/// How one figure of a report came about.
package struct Explanation: Hashable, Sendable, Codable {
    /// The figure's key in the report: `cpi`, `lines.licences.left`.
    package let figure: String
    /// The rule, the inputs with their places, and the sums.
    package let evidence: Evidence

    package init(_ figure: String, _ evidence: Evidence) { (self.figure, self.evidence) = (figure, evidence) }
}

extension ReportProblem {
    /// - Returns: nil where sums over these projects can be right.
    init?(mistakesIn projects: some Sequence<Project>) {
        let mistakes = projects.flatMap(\.mistakesInSums)
        guard let first = mistakes.first else { return nil }
        self.init(.wrongFile(mistakes), first.message, hint: first.hint)
    }

    /// A sum without a figure that belongs to it is wrong, and is not made.
    init(_ problem: BudgetProblem) {
        let message = "not counted: \(problem.message)"
        let mistake = Diagnostic(.error, problem.code, at: problem.position, message, hint: problem.hint)
        self.init(.wrongFile([mistake]), message, hint: problem.hint)
    }

    static func translating<Report>(
        _ make: () throws(BudgetProblem) -> Report
    ) throws(ReportProblem) -> Report {
        do throws(BudgetProblem) { return try make() } catch { throw ReportProblem(error) }
    }
}
