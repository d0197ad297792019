import FoundationEssentials
import GantryCore

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
        let roles = portfolio.described(person)?.roles ?? []
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
