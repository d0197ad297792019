import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

/// Earned value of a project that stands in a text.
enum Earned {
    /// A project that starts on 1 January 2026 with nothing else.
    static let head = "project: p\nlead: asha <asha@example.org>\nstart: 2026-01-01\n"

    static func project(_ sections: String, files: [String: String] = [:]) throws -> Project {
        let read = Read(head + sections, files: files)
        #expect(read.errors.map(\.description) == [])
        return try #require(read.project)
    }

    static func report(
        _ sections: String, asOf: String, files: [String: String] = [:], explain: Bool = false
    ) throws -> EarnedValueReport {
        try report(of: project(sections, files: files), asOf: asOf, explain: explain)
    }

    static func report(of project: Project, asOf: String, explain: Bool = false) throws -> EarnedValueReport {
        let portfolio = Portfolio(projects: [project])
        let subject = ReportSubject(project, in: portfolio, today: project.start.value)
        var parameters = ReportParameters([("as_of", asOf)])
        parameters.add("explain", flag: explain)
        return try EarnedValueReport.checked(of: subject, parameters)
    }

    /// Rows of `pv` or `ev` at the months' ends of 2026, from January on.
    static func months(_ key: String, _ amounts: [String]) -> String {
        let ends = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let rows = amounts.enumerated().map { index, amount in
            "{ date: 2026-\(index < 9 ? "0" : "")\(index + 1)-\(ends[index]), amount: \(amount) EUR }"
        }
        return "\(key): [\(rows.joined(separator: ", "))]\n"
    }

    static func ledger(_ amounts: [(date: String, amount: String)]) -> String {
        let rows = amounts.map { "{ date: \($0.date), amount: \($0.amount) EUR }" }
        return "ledger: [\(rows.joined(separator: ", "))]\n"
    }
}

extension EarnedValueReport {
    /// Every figure by its key, money with its places, ratios to 4; `-` where there is none.
    var shown: [String: String] {
        let money: [(String, Amount?)] = [
            ("bac", bac), ("pv", pv), ("ev", ev), ("ac", ac), ("cv", cv), ("sv", sv), ("eac.typical", eac.typical),
            ("eac.atypical", eac.atypical), ("eac.combined", eac.combined), ("etc", etc), ("vac", vac),
        ]
        let ratios: [(String, Decimal?)] = [
            ("cpi", cpi), ("spi", spi), ("tcpi.bac", tcpi.bac), ("tcpi.eac", tcpi.eac),
            ("earned_schedule", earnedSchedule), ("at", at), ("pd", pd), ("sv_t", svT), ("spi_t", spiT),
            ("ieac_t", ieacT),
        ]
        let texts =
            money.map { ($0, $1.map { "\($0)" } ?? "-") } + ratios.map { ($0, $1.map { "\($0.rounded(4))" } ?? "-") }
        return Dictionary(uniqueKeysWithValues: texts)
    }

    /// What of `shown` differs, for short failures.
    func differences(from wanted: [String: String]) -> [String] {
        let shown = shown
        return wanted.filter { shown[$0.key] != $0.value }.map { "\($0.key) \(shown[$0.key] ?? "?") not \($0.value)" }
            .sorted()
    }
}

extension Earned {
    static let baselinePath = "projects/baselines/p-B0.yaml"

    /// A baseline's file; tasks such as `{ id: a, start: …, finish: …, budget: 10.00 EUR }`.
    static func frozen(
        _ tasks: [String], id: String = "B0", date: String = "2025-12-30", budget: String? = nil,
        calendar: String = "{ week: mon-fri, holidays: [] }"
    ) -> String {
        let money = budget.map { "  budget: \($0)\n" } ?? ""
        return "baseline:\n  project: p\n  id: \(id)\n  date: \(date)\n\(money)  calendar: \(calendar)\n  tasks:\n"
            + tasks.map { "    - \($0)\n" }.joined()
    }

    /// The entry of `frozen`.
    static let entry = "baselines: [{ id: B0, date: 2025-12-30, file: baselines/p-B0.yaml }]\n"

    /// A project with its baseline.
    static func report(
        _ sections: String, baseline: String, asOf: String, explain: Bool = false
    ) throws -> EarnedValueReport {
        try report(sections + entry, asOf: asOf, files: [baselinePath: baseline], explain: explain)
    }
}

/// The same numbers in every run.
struct Draw: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
