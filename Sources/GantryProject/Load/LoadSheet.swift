import FoundationEssentials
import GantryCore
import GantryTime

/// Who is asked for how many hours in which week, over all projects, beside the hours they have.
struct LoadSheet {
    struct Cell {
        var hours: Decimal = 0
        var capacity: Decimal = 0
        /// Hours by `project/task`, in the order in which they came.
        private(set) var tasks: [(name: String, hours: Decimal)] = []
        private var places: [String: Int] = [:]

        init(capacity: Decimal = 0) { self.capacity = capacity }

        mutating func add(_ name: String, _ hours: Decimal) {
            self.hours += hours
            if let place = places[name] {
                tasks[place].hours += hours
            } else {
                places[name] = tasks.count
                tasks.append((name, hours))
            }
        }
    }

    let weeks: [ISOWeek]
    let people: [String]
    /// By person, then in the order of the weeks.
    private(set) var cells: [String: [Cell]] = [:]

    /// - Parameters:
    ///   - plans: of the projects that count.
    ///   - range: whole weeks are shown; days outside of it count neither as demand nor as capacity.
    ///   - only: whose hours are asked about; nil: everybody's.
    init(_ plans: [Plan], in portfolio: Portfolio, range: ClosedRange<LocalDate>, only: Set<String>? = nil) {
        var weeks = [ISOWeek(of: range.lowerBound)]
        while let last = weeks.last, last.next.monday <= range.upperBound { weeks.append(last.next) }
        self.weeks = weeks
        let members = plans.flatMap { plan in
            plan.project.team.map(\.person.value) + plan.project.tasks.flatMap(\.owners) + [plan.project.lead]
        }
        people = (only ?? Set(members).union(portfolio.people.keys)).sorted()
        var holidays: [String: Set<LocalDate>] = [:]
        for plan in plans {
            let own = plan.project.calendar.holidays
            for id in Set(plan.project.team.map(\.person.value) + plan.project.tasks.flatMap(\.owners)) {
                holidays[id] = holidays[id].map { $0.intersection(own) } ?? own
            }
        }
        for id in people {
            let person = portfolio.described(id)
            let off = holidays[id] ?? []
            cells[id] = weeks.map { Cell(capacity: Self.capacity(of: person, in: $0, range, portfolio.calendar, off)) }
        }
        for plan in plans { add(plan, portfolio.people(of: plan.project), range) }
    }

    private mutating func add(_ plan: Plan, _ people: [String: Person], _ range: ClosedRange<LocalDate>) {
        let demand = WorkDemand(plan: plan, people: people, range: range)
        let names = plan.tasks.map { "\(plan.project.id)/\($0.id)" }
        let monday = weeks[0].monday
        var cells = cells
        demand.forEach(of: { cells[$0] != nil }) { piece in
            let week = (piece.date - monday) / 7
            guard week < weeks.count, piece.date >= monday else { return }
            cells[piece.person]?[week].add(names[piece.task], piece.hours)
        }
        self.cells = cells
    }

    /// The hours that a person has in a week: those of each day that the portfolio works on and the person is there.
    ///
    /// - Parameter off: the holidays that all projects of the person keep.
    private static func capacity(
        of person: Person?, in week: ISOWeek, _ range: ClosedRange<LocalDate>, _ calendar: WorkingCalendar,
        _ off: Set<LocalDate>
    ) -> Decimal {
        let days = week.days.filter { range.contains($0) && calendar.isWorking($0) && !off.contains($0) }
        let there = days.count { day in !(person?.leave.contains { $0.contains(day) } ?? false) }
        return person.hoursPerDay(in: calendar) * Decimal(there)
    }

    /// Everybody with a skill, however it is spelt.
    static func people(with skill: String, in portfolio: Portfolio) -> [String] {
        let wanted = skill.lowercased()
        return portfolio.everybody.filter { id in
            portfolio.described(id)?.skills.contains { $0.lowercased() == wanted } ?? false
        }
    }
}

extension Portfolio {
    /// Everybody who is described anywhere, by id.
    var everybody: [String] { Set(people.keys).union(projects.flatMap { $0.people.keys }).sorted() }

    /// What all files together say of a person; of two projects the first one that describes them comes first.
    func described(_ id: String) -> Person? {
        let own = projects.lazy.compactMap { $0.people[id] }
        return (own.map { $0 } + [people[id]].compactMap { $0 }).reduce(nil) { known, next in
            known.map { $0.completed(by: next) } ?? next
        }
    }
}
