import FoundationEssentials
import GantryCore
import GantryTime
import Testing

@testable import GantryProject

/// Reports about money, made of a few lines of a project.
enum MoneyReports {
    /// - Parameter mistakes: the errors with which the project is read all the same.
    static func subject(
        _ sections: String, asOf: String = "2026-11-16", files: [String: String] = [:], people: String? = nil,
        mistakes: [DiagnosticCode] = []
    ) throws -> ReportSubject {
        let read = Read.project(with: sections, files: files, people: people)
        #expect(read.errors.map(\.code) == mistakes, "\(read.errors)")
        let project = try #require(read.project)
        let shared = people.flatMap { Read.people($0) } ?? [:]
        let portfolio = Portfolio(projects: [project], people: shared)
        return ReportSubject(project, in: portfolio, today: try #require(LocalDate(asOf)))
    }

    /// The diagnostics for which a report is refused, as `GTY0230 projects/crm2.yaml:6`.
    static func refusal<Report: ProjectReport>(_ type: Report.Type, of subject: ReportSubject) -> [String] {
        let problem = #expect(throws: ReportProblem.self) { try Report.checked(of: subject, parameters([])) }
        guard case .wrongFile(let diagnostics)? = problem?.kind else { return [] }
        return diagnostics.map { "\($0.code) \($0.position?.fileAndLine ?? "")" }
    }

    static func parameters(_ pairs: [(String, String)]) -> ReportParameters {
        ReportParameters(pairs.map { (key: $0.0, value: $0.1) })
    }

    static func json(_ report: some Encodable) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(report))
    }
}
