import FoundationEssentials
import GantryCore

/// Planned and earned value, and what tasks weigh and earn.
extension ProjectChecks {
    func valueMistakes() -> [Diagnostic] {
        rows(project.plannedValue, "pv") + rows(project.earnedValue, "ev") + fallingValue() + taskCurrencies()
            + project.tasks.flatMap { milestones(of: $0) }
    }

    private func rows(_ rows: [ValueRow], _ key: String) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if let first = rows.first, first.date.value < project.start.value {
            let message = "this row of '\(key)' is of \(first.date.value), before the project's start"
            found.append(
                error(.datesOutOfOrder, first.date.position, message, hint: "it starts on \(project.start.value)"))
        }
        for (previous, row) in zip(rows, rows.dropFirst()) where row.date.value <= previous.date.value {
            let message = "'\(key)' has \(row.date.value) after \(previous.date.value)"
            found.append(
                error(.datesOutOfOrder, row.date.position, message, hint: "put the rows in the order of their dates"))
        }
        for row in rows {
            let amount = row.amount
            if amount.value.amount < 0 {
                let hint = "each row is the sum of all up to its day"
                found.append(error(.negativeFigure, amount.position, "a value is not negative", hint: hint))
            }
            if let currency = valueCurrency, amount.value.currency != currency.code {
                let message = "this row of '\(key)' is in \(amount.value.currency.code), \(currency.of) in "
                let hint = "earned value has one currency; convert it"
                found.append(error(.unlikeCurrencies, amount.position, message + currency.code.code, hint: hint))
            }
        }
        return found
    }

    /// The one currency of earned value, and whose it is.
    private var valueCurrency: (code: Currency, of: String)? {
        if let currency = project.budget?.currency { return (currency, "the budget") }
        if broken.contains("budget") { return nil }
        if let money = project.tasks.lazy.compactMap(\.budget).first?.value { return (money.currency, "the tasks") }
        let row = project.plannedValue.first ?? project.earnedValue.first
        return row.map { ($0.amount.value.currency, "the first") }
    }

    private func taskCurrencies() -> [Diagnostic] {
        guard let currency = valueCurrency else { return [] }
        return project.tasks.compactMap { task in
            guard let budget = task.budget, budget.value.currency != currency.code else { return nil }
            let whose = currency.of == "the tasks" ? "the first task" : currency.of
            let message = "the budget of '\(task.id)' is in \(budget.value.currency.code), \(whose) in "
            let hint = "a project's tasks have one currency; convert it"
            return error(.unlikeCurrencies, budget.position, message + currency.code.code, hint: hint)
        }
    }

    /// It can be summed all the same, so it is a warning.
    private func fallingValue() -> [Diagnostic] {
        zip(project.plannedValue, project.plannedValue.dropFirst()).compactMap { previous, row in
            guard previous.amount.value.currency == row.amount.value.currency,
                row.amount.value.amount < previous.amount.value.amount
            else { return nil }
            let message = "planned value falls from \(previous.amount.value.spoken) to \(row.amount.value.spoken)"
            let hint = "each row is the sum of all up to its day; while it falls there is no earned schedule"
            return warning(.fallingValue, row.amount.position, message, hint: hint)
        }
    }

    private func milestones(of task: ProjectTask) -> [Diagnostic] {
        guard let first = task.milestones.first else {
            guard task.earn == .milestones, !broken.contains("tasks") else { return [] }
            let hint = "add milestones: [{ what: draft, weight: 40% }, { what: final, weight: 60% }]"
            let message = "'\(task.id)' earns by milestones and has none: it earns nothing until it is done"
            return [warning(.milestoneWeights, task.position, message, hint: hint)]
        }
        var found: [Diagnostic] = []
        for milestone in task.milestones {
            let weight = milestone.weight
            guard weight.value.value < 0 || weight.value.value > 100 else { continue }
            let message = "a weight of \(weight.value.spoken) is not from 0 % to 100 %"
            found.append(error(.percentOutOfRange, weight.position, message, hint: "all together make 100 %"))
        }
        let sum = task.milestones.reduce(Decimal(0)) { $0 + $1.weight.value.value }
        if sum != 100, !broken.contains("tasks") {
            let message = "the milestones of '\(task.id)' weigh \(Percent(sum).spoken) together"
            found.append(error(.milestoneWeights, first.weight.position, message, hint: "make it 100 %"))
        }
        return found
    }
}
