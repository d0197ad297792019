import FoundationEssentials
package import GantryCore
import GantryTime

/// A task as a plan has it, for its planned value.
package struct PlannedTask: Hashable, Sendable {
    package let weighed: WeighedTask
    /// The first and the last day of work; one day for a milestone.
    package let start: LocalDate
    package let finish: LocalDate
    package let rule: EarningRule
    package let milestones: [PlannedMilestone]

    package init(
        weighed: WeighedTask, start: LocalDate, finish: LocalDate, rule: EarningRule, milestones: [PlannedMilestone]
    ) {
        (self.weighed, self.start, self.finish) = (weighed, start, max(start, finish))
        (self.rule, self.milestones) = (rule, milestones)
    }
}

/// A part of a task, and when it is to be reached.
package struct PlannedMilestone: Hashable, Sendable {
    package let what: String
    package let weight: Percent
    package let due: LocalDate?

    package init(what: String, weight: Percent, due: LocalDate?) {
        (self.what, self.weight, self.due) = (what, weight, due)
    }
}

/// What a plan's tasks come to, day by day.
struct PlannedValue {
    let tasks: [PlannedTask]
    let calendar: WorkingCalendar
    let weights: TaskWeights
    let start: LocalDate
    let finish: LocalDate

    /// Nil where there are no tasks, or none has any weight.
    init?(_ tasks: [PlannedTask], calendar: WorkingCalendar, bac: Money?) {
        weights = TaskWeights(tasks.map(\.weighed), bac: bac)
        guard let start = tasks.map(\.start).min(), let finish = tasks.map(\.finish).max(), !weights.total.isZero else {
            return nil
        }
        (self.tasks, self.calendar, self.start, self.finish) = (tasks, calendar, start, finish)
    }

    /// What is planned by the end of a day, of a whole of `scale`. Never falls from day to day.
    func value(at day: LocalDate, scale: Decimal) -> Decimal {
        if day >= finish { return scale }
        var sum = FractionSum()
        for (task, weight) in zip(tasks, weights.weights) where !weight.isZero {
            for part in task.parts(at: day, calendar) {
                sum.add(weight * part.percent / 100, times: part.days, of: part.length)
            }
        }
        return sum.scaled(by: scale, over: weights.total)
    }

    /// Working days from the start up to and with a day; zero before it.
    func workingDays(upTo day: LocalDate) -> Int { calendar.workingDays(from: start - 1, through: day) }

    /// All of them.
    var length: Int { workingDays(upTo: finish) }

    /// In working days from the start; nil where it has none.
    func earnedSchedule(of earned: Decimal, scale: Decimal) -> EarnedSchedule? {
        let count = length
        guard count > 0 else { return nil }
        return EarnedSchedule(of: earned, count: count) { period in
            // Days off after the last working day belong to it, so the last period is the finish itself.
            period == count
                ? scale : value(at: calendar.adding(WorkingDays(period), to: start - 1), scale: scale)
        }
    }
}

extension PlannedTask {
    /// Parts of the task's weight, in percent, and how many of how many days of each are planned by the end of a day.
    fileprivate func parts(
        at day: LocalDate, _ calendar: WorkingCalendar
    ) -> [(percent: Decimal, days: Int, length: Int)] {
        if day >= finish { return [(100, 1, 1)] }
        switch rule {
        case .nothingUntilDone: return []
        case .halfAtStart: return day >= start ? [(100, 1, 2)] : []
        case .milestones where !milestones.isEmpty:
            return milestones.compactMap { milestone in
                let percent = milestone.weight.value
                guard let due = milestone.due else {
                    return linear(at: day, calendar).map { (percent: percent, days: $0.days, length: $0.length) }
                }
                // One that is due after the task's finish counts at the finish.
                return day >= due ? (percent: percent, days: 1, length: 1) : nil
            }
        // Without milestones it earns nothing until it is done.
        case .milestones: return []
        case .percent:
            guard let (days, length) = linear(at: day, calendar) else { return [] }
            return [(100, days, length)]
        }
    }

    private func linear(at day: LocalDate, _ calendar: WorkingCalendar) -> (days: Int, length: Int)? {
        guard day >= start else { return nil }
        let length = calendar.workingDays(from: start - 1, through: finish)
        guard length > 0 else { return nil }
        return (calendar.workingDays(from: start - 1, through: day), length)
    }
}

extension WorkingCalendar {
    /// The working days after one date, up to and with another; none where that is earlier.
    fileprivate func workingDays(from: LocalDate, through to: LocalDate) -> Int {
        to <= from ? 0 : workingDays(from: from, to: to)
    }
}
