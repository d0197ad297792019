import FoundationEssentials
import GantryCore
import GantryTime
import Testing

@testable import GantryProject

/// Reports about money, made of a few lines of a project.
enum MoneyReports {
    static func subject(
        _ sections: String, asOf: String = "2026-11-16", files: [String: String] = [:], people: String? = nil
    ) throws -> ReportSubject {
        let read = Read.project(with: sections, files: files, people: people)
        #expect(read.errors.map(\.description) == [])
        let project = try #require(read.project)
        let shared = people.flatMap { Read.people($0) } ?? [:]
        let portfolio = Portfolio(projects: [project], people: shared)
        return ReportSubject(project, in: portfolio, today: try #require(LocalDate(asOf)))
    }

    static func parameters(_ pairs: [(String, String)]) -> ReportParameters {
        ReportParameters(pairs.map { (key: $0.0, value: $0.1) })
    }

    static func json(_ report: some Encodable) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(report))
    }
}
