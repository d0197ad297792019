package import FoundationEssentials
package import GantryCore

/// A plan with some things different, beside today's.
package struct ScenarioReport: Codable, Hashable, Sendable {
    /// The figures of one of the two.
    package struct Side: Codable, Hashable, Sendable {
        package let finish: LocalDate
        @OrNull package var margin: Int?
        /// What it will have cost, in the project's currency; nil where there are no figures for it.
        @OrNull package var forecast: Amount?
        /// The week in which somebody has most to do, over all projects; nil where nobody has anything.
        @OrNull package var peak: Peak?
        package let criticalPath: [String]

        enum CodingKeys: String, CodingKey {
            case finish, margin, forecast, peak
            case criticalPath = "critical_path"
        }
    }

    package struct Peak: Codable, Hashable, Sendable {
        package let person: String
        package let week: ISOWeek
        package let percent: Decimal
    }

    /// A task that is elsewhere, gone, or new.
    package struct Move: Codable, Hashable, Sendable {
        package let id: String
        /// Nil where it is new.
        @OrNull package var today: LocalDate?
        /// Nil where it is gone.
        @OrNull package var with: LocalDate?
    }

    package let changes: [String]
    @OrNull package var currency: String?
    package let today: Side
    package let with: Side
    /// By their finishes.
    package let moved: [Move]
    package let notes: [String]
    /// How the figures came about, where that was asked; it is printed with the explanations of the plan.
    private(set) var explanations: [Explanation] = []

    enum CodingKeys: String, CodingKey {
        case changes, currency, today, with, moved, notes
    }

    /// Nil where nothing was asked for.
    static func make(
        of subject: ReportSubject, _ changes: [String], beside plan: Plan, explains: Bool
    ) throws(ReportProblem) -> ScenarioReport? {
        guard !changes.isEmpty else { return nil }
        let scenario = try Scenario(subject, changes)
        let other = Plan(of: scenario.project, people: scenario.people, asOf: plan.asOf)
        if let problem = other.problem { throw problem }
        guard other.finish != nil else {
            throw ReportProblem(.nothingToSum, "with that, \(subject.project.id) has no tasks left")
        }
        return ScenarioReport(changes, subject, plan, other, scenario, explains: explains)
    }

    private init(
        _ changes: [String], _ subject: ReportSubject, _ plan: Plan, _ other: Plan, _ scenario: Scenario, explains: Bool
    ) {
        self.changes = changes
        // Money and hours are of what is left, also where the dates are those of the file.
        let day = plan.asOf ?? subject.today
        let left = plan.asOf == nil ? Plan(of: subject.project, people: subject.people, asOf: day) : plan
        let otherLeft = plan.asOf == nil ? Plan(of: scenario.project, people: scenario.people, asOf: day) : other
        let forecast = CostForecast(subject, left, asOf: day)
        let portfolio = subject.portfolio
        today = Side(plan, forecast.today, ScenarioPeak(portfolio, left, subject.people).peak)
        with = Side(
            other, forecast.with(otherLeft, scenario.people), ScenarioPeak(portfolio, otherLeft, scenario.people).peak)
        let before = Dictionary(plan.tasks.map { ($0.id, $0.finish) }) { first, _ in first }
        let after = Dictionary(other.tasks.map { ($0.id, $0.finish) }) { first, _ in first }
        let ids = plan.tasks.map(\.id) + other.tasks.map(\.id).filter { before[$0] == nil }
        moved = ids.filter { before[$0] != after[$0] }.map { Move(id: $0, today: before[$0], with: after[$0]) }
        notes = forecast.notes + (plan.asOf == nil ? ["money and hours are of what is left on \(day)"] : [])
        currency = forecast.currency?.code
        guard explains else { return }
        explanations = [
            forecast.explanation("scenario.today.forecast", of: left, subject.people),
            forecast.explanation("scenario.with.forecast", of: otherLeft, scenario.people),
        ].compactMap { $0 }
        explanations += PlanExplanation(other).whole.map { Explanation("scenario.with.\($0.figure)", $0.evidence) }
    }
}

extension ScenarioReport.Side {
    fileprivate init(_ plan: Plan, _ forecast: Amount?, _ peak: ScenarioReport.Peak?) {
        finish = plan.finish ?? plan.project.start.value
        criticalPath = plan.criticalPath
        margin = plan.margin
        self.forecast = forecast
        self.peak = peak
    }
}

/// The week in which somebody of a project has most to do, with the other projects as they are.
struct ScenarioPeak {
    let peak: ScenarioReport.Peak?

    init(_ portfolio: Portfolio, _ plan: Plan, _ people: [String: Person]) {
        let others = portfolio.projects.filter { $0.id != plan.project.id && $0.status.asksForHours }
            .map { Plan(of: $0, people: portfolio.people(of: $0), asOf: plan.asOf) }
        guard let start = plan.start, let finish = plan.finish else {
            peak = nil
            return
        }
        let from = max(start, plan.asOf ?? start)
        let changed = Portfolio(
            projects: [plan.project] + others.map(\.project), people: portfolio.people.merging(people) { $1 },
            zone: portfolio.zone, calendar: portfolio.calendar)
        let team = Set(plan.project.tasks.flatMap { plan.project.owners(of: $0) })
        let sheet = LoadSheet([plan] + others, in: changed, range: from...max(from, finish), only: team)
        let rows = LoadRows(sheet: sheet, portfolio: changed, people: team.sorted()).rows(by: .person)
        let weeks = rows.flatMap { row in
            row.weeks.compactMap { week in
                week.percent.map { ScenarioReport.Peak(person: row.id, week: week.week, percent: $0) }
            }
        }
        peak = weeks.filter { $0.percent > 0 }.max { left, right in
            (left.percent, right.week, right.person) < (right.percent, left.week, left.person)
        }
    }
}
