import FoundationEssentials
import GantryCore
import GantryTime

/// The hours that plans ask of people, day by day.
struct WorkDemand {
    struct Piece {
        let person: String
        let project: String
        let task: String
        let date: LocalDate
        let hours: Decimal
    }

    private(set) var pieces: [Piece] = []

    /// Adds what is left to do in a plan, within a range of days.
    mutating func add(_ plan: Plan, _ people: [String: Person], in range: ClosedRange<LocalDate>) {
        for (index, task) in plan.project.tasks.enumerated() where !plan.network.isOver(index) && !task.isMilestone {
            add(index, task, plan, people, in: range)
        }
    }

    private mutating func add(
        _ index: Int, _ task: ProjectTask, _ plan: Plan, _ people: [String: Person], in range: ClosedRange<LocalDate>
    ) {
        let (start, finish) = plan.work(of: index)
        guard finish > start else { return }
        let owners = plan.project.owners(of: task)
        let intensity = plan.intensity(of: index, people)
        let axis = plan.network.axis
        let first = max(start.dayOfStart, axis.day(onOrAfter: range.lowerBound))
        let last = min(finish.dayOfFinish, axis.day(onOrAfter: range.upperBound + 1) - 1)
        guard first <= last else { return }
        for day in first...last {
            let date = axis.date(ofDay: day)
            let part = Self.part(of: day, start, finish)
            for owner in owners {
                // Work that is measured as effort waits while its owner is away; a fixed length does not.
                if plan.isEffort(index), people[owner]?.leave.contains(where: { $0.contains(date) }) ?? false {
                    continue
                }
                let hours = plan.project.hoursPerDay(of: owner, people) * intensity * part
                pieces.append(
                    Piece(person: owner, project: plan.project.id, task: task.id, date: date, hours: hours))
            }
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
