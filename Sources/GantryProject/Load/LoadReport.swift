package import FoundationEssentials
package import GantryCore
import GantryTime

/// `gantry load`: who is asked for how much, over all projects; with a skill, who has it and is free.
package struct LoadReport: PortfolioReport, Hashable {
    package static let name = "load"
    package static let parameters: Set<String> = ["by", "skill", "from", "days", "weeks"]

    /// The hours of a person, a role or everybody in a stretch of time.
    package struct Week: Codable, Hashable, Sendable {
        package let week: ISOWeek
        package let hours: Decimal
        package let capacity: Decimal
        /// Hours of capacity; nil where there is none.
        @OrNull package var percent: Decimal?
        package let tasks: [Task]
    }

    package struct Task: Codable, Hashable, Sendable {
        /// `crm2/build`.
        package let task: String
        package let hours: Decimal
    }

    package struct Row: Codable, Hashable, Sendable {
        /// The person's id, the role, or the week.
        package let id: String
        package let name: String
        package let hours: Decimal
        package let capacity: Decimal
        @OrNull package var percent: Decimal?
        /// Hours of the range that nobody has asked for yet.
        package let free: Decimal
        package let weeks: [Week]
    }

    /// A person who is asked for more than they have, with all the weeks in which that is so.
    package struct Overload: Codable, Hashable, Sendable {
        package let person: String
        package let weeks: [Week]
    }

    package enum Grouping: String, Codable, CaseIterable, Sendable { case person, role, week }

    package let asOf: LocalDate
    package let from: LocalDate
    package let to: LocalDate
    package let by: Grouping
    /// Nil where none was asked for.
    @OrNull package var skill: String?
    package let rows: [Row]
    package let overloads: [Overload]
    package var notes: [String]
    package var explain: [Explanation]?

    enum CodingKeys: String, CodingKey {
        case from, to, by, skill, rows, overloads, notes, explain
        case asOf = "as_of"
    }

    package static func make(
        of portfolio: Portfolio, _ parameters: ReportParameters, today: LocalDate
    ) throws(ReportProblem) -> LoadReport {
        let asOf = try parameters.date("as_of") ?? today
        let from = try parameters.date("from") ?? asOf
        let by = try grouping(parameters)
        let days = try parameters.number("days", 1...1000)
        let weeks = try parameters.number("weeks", 1...200)
        if days != nil, weeks != nil { throw ReportProblem(.parameter, "--days and --weeks exclude each other") }
        let last =
            days.map { portfolio.calendar.adding(WorkingDays($0 - 1), to: portfolio.calendar.onOrAfter(from)) }
            ?? ISOWeek(of: from).monday + 7 * (weeks ?? 8) - 1
        let skill = parameters.text("skill")
        guard from <= last, last <= .last else {
            throw ReportProblem(.parameter, "the days from \(from) on go beyond \(LocalDate.last)")
        }
        var report = try LoadReport(portfolio, asOf: asOf, from...last, by: by, skill: skill)
        if try parameters.flag("explain") { report.explain = report.explanations(portfolio) }
        return report
    }

    private static func grouping(_ parameters: ReportParameters) throws(ReportProblem) -> Grouping {
        guard let word = parameters.text("by") else { return .person }
        if let grouping = Grouping(rawValue: word) { return grouping }
        throw ReportProblem(.parameter, "--by '\(word)': person, role or week is wanted")
    }

    private init(
        _ portfolio: Portfolio, asOf: LocalDate, _ range: ClosedRange<LocalDate>, by: Grouping, skill: String?
    ) throws(ReportProblem) {
        let plans = portfolio.projects.filter(\.status.asksForHours)
            .map { Plan(of: $0, people: portfolio.people(of: $0), asOf: asOf) }
        if let problem = plans.lazy.compactMap(\.problem).first { throw problem }
        let skilled = skill.map { LoadSheet.people(with: $0, in: portfolio) }
        let sheet = LoadSheet(plans, in: portfolio, range: range, only: skilled.map { Set($0) })
        (self.asOf, from, to, self.by) = (asOf, range.lowerBound, range.upperBound, by)
        let builder = LoadRows(sheet: sheet, portfolio: portfolio, people: sheet.people)
        let rows = builder.rows(by: by)
        self.rows = skill == nil ? rows : rows.sorted { ($1.free, $0.id) < ($0.free, $1.id) }
        overloads = skilled == nil ? builder.overloads() : []
        notes = LoadNotes(portfolio: portfolio, plans: plans, skill: skill, skilled: skilled).sentences
        self.skill = skill
    }
}
