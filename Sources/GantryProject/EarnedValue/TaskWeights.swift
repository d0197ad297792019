import FoundationEssentials
package import GantryCore

/// What a task brings with it to be weighed by: money, or else work.
package struct WeighedTask: Hashable, Sendable {
    package let id: String
    package let budget: Money?
    /// Person-days; nil where neither effort nor duration is known.
    package let effort: PersonDays?
    package let isMilestone: Bool

    package init(id: String, budget: Money?, effort: PersonDays?, isMilestone: Bool) {
        (self.id, self.budget, self.effort, self.isMilestone) = (id, budget, effort, isMilestone)
    }

    init(_ task: ProjectTask) {
        // A duration occupies each of its owners.
        let days = task.duration.map { PersonDays($0.value.expected.days * Decimal(max(1, task.who.count))) }
        self.init(
            id: task.id, budget: task.budget?.value, effort: task.effort?.value.expected ?? days,
            isMilestone: task.isMilestone)
    }
}

/// How much of the whole each task is: by its money; those without share what is left by their effort.
struct TaskWeights {
    /// In the order of the tasks, in a unit that only `total` gives a meaning.
    let weights: [Decimal]
    let total: Decimal
    /// What had to be made up.
    let notes: [String]

    /// - Parameter bac: the whole, in the currency of the tasks' money; nil where there is no money at all.
    init(_ tasks: [WeighedTask], bac: Money?) {
        let money = tasks.map { task in task.budget.flatMap { $0.currency == bac?.currency ? $0.amount : nil } }
        let effort = zip(tasks, money).map { task, money in money == nil ? task.effort?.count ?? 0 : 0 }
        let allMoney = money.reduce(Decimal(0)) { $0 + ($1 ?? 0) }
        let allEffort = effort.reduce(0, +)
        let rest = bac.map { max(0, $0.amount - allMoney) }
        var notes = Self.weightless(tasks, money, effort)
        if let rest, !allEffort.isZero, rest.isZero {
            let names = spokenList(zip(tasks, effort).filter { !$1.isZero }.map(\.0.id))
            notes.append("the tasks with a budget use up the whole; without one, and so without weight: \(names)")
        }
        if let bac, allMoney != bac.amount, allEffort.isZero || rest == 0, !allMoney.isZero {
            notes.append(Self.mismatch(Money(allMoney, bac.currency), bac))
        }
        self.notes = notes
        if let rest, !allEffort.isZero {
            // Money and shares of the rest over one divisor, the whole effort, so that nothing is rounded.
            weights = zip(money, effort).map { ($0 ?? 0) * allEffort + rest * $1 }
        } else {
            weights = zip(money, effort).map { $0 ?? $1 }
        }
        total = weights.reduce(0, +)
    }

    private static func weightless(_ tasks: [WeighedTask], _ money: [Decimal?], _ effort: [Decimal]) -> [String] {
        let names = tasks.indices.filter { index in
            money[index] == nil && effort[index].isZero && !tasks[index].isMilestone
        }.map { tasks[$0].id }
        return names.isEmpty ? [] : ["without budget, effort and duration, and so without weight: \(spokenList(names))"]
    }

    private static func mismatch(_ sum: Money, _ bac: Money) -> String {
        let difference = Money((bac.amount - sum.amount).magnitude, bac.currency)
        let direction = sum.amount < bac.amount ? "less" : "more"
        return "the tasks' budgets come to \(sum.spoken), \(difference.spoken) \(direction) than the whole; "
            + "they are scaled to it in proportion"
    }
}

/// `a, b, c and 4 more`.
func spokenList(_ names: [String], most: Int = 8) -> String {
    guard names.count > most else { return names.joined(separator: ", ") }
    return names.prefix(most).joined(separator: ", ") + " and \(names.count - most) more"
}
