import FoundationEssentials
import GantryCore
import GantryTime

/// Who is asked for how many hours in which week, over all projects, beside the hours they have.
struct LoadSheet {
    struct Cell {
        var hours: Decimal = 0
        var capacity: Decimal = 0
        /// Hours by `project/task`, in the order in which they came.
        var tasks: [(name: String, hours: Decimal)] = []

        mutating func add(_ name: String, _ hours: Decimal) {
            self.hours += hours
            if let index = tasks.firstIndex(where: { $0.name == name }) {
                tasks[index].hours += hours
            } else {
                tasks.append((name, hours))
            }
        }
    }

    let portfolio: Portfolio
    let weeks: [ISOWeek]
    let people: [String]
    /// By person, then in the order of the weeks.
    private(set) var cells: [String: [Cell]] = [:]

    /// - Parameters:
    ///   - plans: of the projects that count.
    ///   - range: whole weeks are shown; days outside of it count neither as demand nor as capacity.
    init(_ plans: [Plan], in portfolio: Portfolio, range: ClosedRange<LocalDate>) {
        self.portfolio = portfolio
        var weeks = [ISOWeek(of: range.lowerBound)]
        while let last = weeks.last, last.next.monday <= range.upperBound { weeks.append(last.next) }
        self.weeks = weeks
        var demand = WorkDemand()
        for plan in plans { demand.add(plan, portfolio.people(of: plan.project), in: range) }
        let members = plans.flatMap { plan in
            plan.project.team.map(\.person.value) + plan.project.tasks.flatMap(\.owners) + [plan.project.lead]
        }
        let known = Set(members).union(demand.pieces.map(\.person)).union(portfolio.people.keys)
        people = known.sorted()
        for person in people {
            cells[person] = weeks.map { week in
                Cell(capacity: Self.capacity(of: person, in: week, range, plans, portfolio))
            }
        }
        for piece in demand.pieces {
            let index = (ISOWeek(of: piece.date).monday - weeks[0].monday) / 7
            cells[piece.person]?[index].add("\(piece.project)/\(piece.task)", piece.hours)
        }
    }

    /// The hours that a person has in a week: those of each day that the portfolio works on and the person is there.
    private static func capacity(
        of person: String, in week: ISOWeek, _ range: ClosedRange<LocalDate>, _ plans: [Plan], _ portfolio: Portfolio
    ) -> Decimal {
        let own = plans.lazy.compactMap { $0.project.people[person] }.first
        let shared = portfolio.people[person]
        let known = own.map { own in shared.map { own.completed(by: $0) } ?? own } ?? shared
        let days = week.days.filter { range.contains($0) && portfolio.calendar.isWorking($0) }
        let there = days.count { day in !(known?.leave.contains { $0.contains(day) } ?? false) }
        return known.hoursPerDay(in: portfolio.calendar) * Decimal(there)
    }

    /// Everybody with a skill, in any project's words for it.
    static func people(with skill: String, in portfolio: Portfolio) -> [String] {
        let own = portfolio.projects.flatMap { $0.people.values }
        let all = portfolio.people.values.map { $0 } + own
        let wanted = skill.lowercased()
        return Set(all.filter { $0.skills.contains { $0.lowercased() == wanted } }.map(\.id)).sorted()
    }

    static func roles(of person: String, in portfolio: Portfolio) -> [String] {
        let own = portfolio.projects.lazy.compactMap { $0.people[person]?.roles }.first { !$0.isEmpty }
        return portfolio.people[person]?.roles ?? own ?? []
    }
}
