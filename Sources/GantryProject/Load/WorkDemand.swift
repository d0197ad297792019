import FoundationEssentials
import GantryCore
import GantryTime

/// The hours that a plan asks of people, day by day, for what is left to do.
struct WorkDemand {
    struct Piece {
        let person: String
        let task: Int
        let date: LocalDate
        let hours: Decimal
    }

    let plan: Plan
    let people: [String: Person]
    let range: ClosedRange<LocalDate>

    /// Hands on each piece; a plan has too many to keep them.
    ///
    /// - Parameter isWanted: whose hours are asked about.
    func forEach(of isWanted: (String) -> Bool, _ body: (Piece) -> Void) {
        for (index, task) in plan.project.tasks.enumerated() where !plan.network.isOver(index) && !task.isMilestone {
            let (start, finish) = plan.work(of: index)
            let owners = plan.project.owners(of: task).filter(isWanted)
            guard finish > start, !owners.isEmpty else { continue }
            let intensity = plan.intensity(of: index, people)
            let hours = owners.map { plan.project.hoursPerDay(of: $0, people) * intensity }
            let leave = owners.map { people[$0]?.leave ?? [] }
            for (date, part) in days(from: start, to: finish) {
                for (place, owner) in owners.enumerated() {
                    // Work that is measured as effort waits while its owner is away; a fixed length does not.
                    if plan.isEffort(index), leave[place].contains(where: { $0.contains(date) }) { continue }
                    let whole = hours[place]
                    body(Piece(person: owner, task: index, date: date, hours: part == 1 ? whole : whole * part))
                }
            }
        }
    }

    /// The working days between two times that lie in the range, each with the part of it that lies between.
    private func days(from start: WorkTime, to finish: WorkTime) -> [(LocalDate, Decimal)] {
        let axis = plan.network.axis
        let first = max(start.dayOfStart, axis.day(onOrAfter: range.lowerBound))
        let last = min(finish.dayOfFinish, axis.day(onOrAfter: range.upperBound + 1) - 1)
        guard first <= last else { return [] }
        var date = axis.date(ofDay: first)
        return (first...last).map { day in
            if day > first { date = axis.calendar.onOrAfter(date + 1) }
            return (date, Self.part(of: day, start, finish))
        }
    }

    /// How much of a day lies between two times, from 0 to 1.
    private static func part(of day: Int, _ start: WorkTime, _ finish: WorkTime) -> Decimal {
        let begin = max(start.ticks, day * WorkTime.ticksPerDay)
        let end = min(finish.ticks, (day + 1) * WorkTime.ticksPerDay)
        guard end - begin < WorkTime.ticksPerDay else { return 1 }
        return Decimal(end - begin) / Decimal(WorkTime.ticksPerDay)
    }
}

extension Plan {
    /// When what is left of a task is worked on.
    func work(of index: Int) -> (start: WorkTime, finish: WorkTime) {
        let (start, finish) = (tasks[index].earlyStart, tasks[index].earlyFinish)
        guard case .started(_, let rest, .some) = network.nodes[index].state else { return (start, finish) }
        return (max(start, network.start(of: rest, until: finish)), finish)
    }

    func isEffort(_ index: Int) -> Bool {
        if case .effort = network.nodes[index].span { true } else { false }
    }

    /// The part of their hours that the owners give to a task while it lasts: all of it, but where both its length and
    /// its effort are given.
    func intensity(of index: Int, _ people: [String: Person]) -> Decimal {
        let task = project.tasks[index]
        guard let effort = task.effort?.value, let duration = task.duration?.value else { return 1 }
        let perDay = project.owners(of: task).reduce(Decimal(0)) { $0 + project.hoursPerDay(of: $1, people) }
        return (effort.expected.count * CostRate.hoursOfDay).divided(by: duration.expected.days * perDay) ?? 1
    }
}
