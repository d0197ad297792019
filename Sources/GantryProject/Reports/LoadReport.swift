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
    package let notes: [String]
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
        var report = LoadReport(portfolio, asOf: asOf, from...last, by: by, skill: skill)
        if try parameters.flag("explain") { report.explain = report.explanations(portfolio) }
        return report
    }

    private static func grouping(_ parameters: ReportParameters) throws(ReportProblem) -> Grouping {
        guard let word = parameters.text("by") else { return .person }
        if let grouping = Grouping(rawValue: word) { return grouping }
        throw ReportProblem(.parameter, "--by '\(word)': person, role or week is wanted")
    }

    private init(_ portfolio: Portfolio, asOf: LocalDate, _ range: ClosedRange<LocalDate>, by: Grouping, skill: String?)
    {
        let counted = portfolio.projects.filter { $0.status == .active || $0.status == .proposed }
        let plans = counted.map { Plan(of: $0, people: portfolio.people(of: $0), asOf: asOf) }
        let sheet = LoadSheet(plans, in: portfolio, range: range)
        (self.asOf, from, to, self.by) = (asOf, range.lowerBound, range.upperBound, by)
        let skilled = skill.map { LoadSheet.people(with: $0, in: portfolio) }
        let builder = LoadRows(sheet: sheet, portfolio: portfolio, people: skilled ?? sheet.people)
        let rows = builder.rows(by: by)
        self.rows = skill == nil ? rows : rows.sorted { ($1.free, $0.id) < ($0.free, $1.id) }
        overloads = skilled == nil ? builder.overloads() : []
        notes = LoadNotes(portfolio: portfolio, plans: plans, skill: skill, skilled: skilled).sentences
        self.skill = skill
    }
}

/// The rows of a load sheet.
struct LoadRows {
    let sheet: LoadSheet
    let portfolio: Portfolio
    let people: [String]

    func rows(by grouping: LoadReport.Grouping) -> [LoadReport.Row] {
        switch grouping {
        case .person: people.map { row($0, portfolio.contact($0).name, of: [$0]) }
        case .role:
            Dictionary(grouping: people.flatMap { person in roles(person).map { (role: $0, person: person) } }) {
                $0.role
            }.sorted { $0.key < $1.key }.map { role, members in row(role, role, of: members.map(\.person)) }
        case .week:
            sheet.weeks.indices.map { index in
                let week = week(index, of: people)
                return LoadReport.Row(
                    id: "\(week.week)", name: "\(week.week)", [week])
            }
        }
    }

    private func roles(_ person: String) -> [String] {
        let roles = LoadSheet.roles(of: person, in: portfolio)
        return roles.isEmpty ? ["-"] : roles
    }

    private func row(_ id: String, _ name: String, of people: [String]) -> LoadReport.Row {
        LoadReport.Row(id: id, name: name, sheet.weeks.indices.map { week($0, of: people) })
    }

    private func week(_ index: Int, of people: [String]) -> LoadReport.Week {
        var sum = LoadSheet.Cell()
        for person in people {
            guard let cell = sheet.cells[person]?[index] else { continue }
            sum.capacity += cell.capacity
            for task in cell.tasks { sum.add(task.name, task.hours) }
        }
        return LoadReport.Week(
            week: sheet.weeks[index], hours: sum.hours, capacity: sum.capacity,
            tasks: sum.tasks.map { .init(task: $0.name, hours: $0.hours) },
            percent: (sum.hours * 100).divided(by: sum.capacity))
    }

    func overloads() -> [LoadReport.Overload] {
        people.compactMap { person in
            let weeks = sheet.weeks.indices.map { week($0, of: [person]) }.filter { $0.hours > $0.capacity }
            return weeks.isEmpty ? nil : LoadReport.Overload(person: person, weeks: weeks)
        }
    }
}

extension LoadReport.Week {
    init(week: ISOWeek, hours: Decimal, capacity: Decimal, tasks: [LoadReport.Task], percent: Decimal?) {
        (self.week, self.hours, self.capacity, self.tasks) = (week, hours, capacity, tasks)
        self.percent = percent
    }
}

extension LoadReport.Row {
    init(id: String, name: String, _ weeks: [LoadReport.Week]) {
        let hours = weeks.reduce(Decimal(0)) { $0 + $1.hours }
        let capacity = weeks.reduce(Decimal(0)) { $0 + $1.capacity }
        (self.id, self.name, self.hours, self.capacity, self.weeks) = (id, name, hours, capacity, weeks)
        // An overload in one week frees nothing in another.
        free = weeks.reduce(Decimal(0)) { $0 + max(0, $1.capacity - $1.hours) }
        percent = (hours * 100).divided(by: capacity)
    }
}

/// What a load sheet had to do without, as sentences.
struct LoadNotes {
    let portfolio: Portfolio
    let plans: [Plan]
    let skill: String?
    let skilled: [String]?

    var sentences: [String] {
        var notes: [String] = []
        if let skill, skilled?.isEmpty ?? false {
            let all = Set(portfolio.people.values.flatMap(\.skills)).sorted()
            let known = all.isEmpty ? "no skills are written down" : "skills are \(all.joined(separator: ", "))"
            notes.append("nobody has the skill '\(skill)'; \(known)")
        }
        let resting = portfolio.projects.filter { $0.status != .active && $0.status != .proposed }.map(\.id)
        if !resting.isEmpty { notes.append("not counted, for nobody works on them now: \(Self.list(resting))") }
        let silent = plans.flatMap { plan in
            (plan.assumed[.noDuration] ?? []).map { "\(plan.project.id)/\($0)" }
        }
        if !silent.isEmpty { notes.append("without duration or effort, so without hours: \(Self.list(silent))") }
        let unowned = plans.flatMap { plan in
            plan.project.tasks.filter { $0.who.isEmpty && !$0.isDone && !$0.isMilestone }
                .map { "\(plan.project.id)/\($0.id)" }
        }
        if !unowned.isEmpty {
            notes.append("nobody is named for them, so the lead's hours are counted: \(Self.list(unowned))")
        }
        return notes
    }

    private static func list(_ names: [String]) -> String {
        names.count > 6
            ? names.prefix(6).joined(separator: ", ") + " and \(names.count - 6) more"
            : names.joined(separator: ", ")
    }
}

extension LoadReport {
    /// Where each person's hours come from.
    fileprivate func explanations(_ portfolio: Portfolio) -> [Explanation] {
        rows.filter { by != .person || !$0.weeks.flatMap(\.tasks).isEmpty }.map { row in
            let person = by == .person ? portfolio.people[row.id] : nil
            var inputs = person?.works.map { [Evidence.Input("works", "\($0.value)/week", at: $0.position)] } ?? []
            inputs += (person?.leave ?? []).map {
                Evidence.Input("leave", "\($0.from.value) to \($0.to.value)", at: $0.from.position)
            }
            if by == .person {
                inputs += portfolio.projects.flatMap { project in
                    project.team.filter { $0.person.value == row.id }.map { member in
                        let share = member.share.map { "\($0.value)" } ?? "100%"
                        return Evidence.Input(
                            "share in \(project.id)", share, at: member.share?.position ?? member.person.position)
                    }
                }
            }
            let sums = row.weeks.filter { !$0.tasks.isEmpty }.map { week in
                let parts = week.tasks.map { "\($0.task) \($0.hours.rounded(1))" }.joined(separator: " + ")
                return "\(week.week): \(parts) = \(week.hours.rounded(1)) h of \(week.capacity.rounded(1)) h"
            }
            return Explanation(
                "rows.\(row.id)",
                Evidence(
                    rule:
                        "hours a day are the person's week by the project's days, times the share, on each day of a task",
                    inputs: inputs, arithmetic: sums))
        }
    }
}
