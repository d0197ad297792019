import GantryCore
import GantryYAML

/// Planned and earned value as figures, and what parts of tasks earn.
enum ValueReading {
    /// `[{ date: 2026-03-31, amount: 2080000.00 EUR }]`.
    static var rows: Schema<[ValueRow]> {
        .records(
            of: .record("a value up to a day") { fields in
                let date = fields.requiredLocated("date", .date)
                let amount = fields.requiredLocated("amount", .moneyFromZero)
                guard let date, let amount else { return nil }
                return ValueRow(date: date, amount: amount, position: fields.place)
            }
        )
    }

    static var milestone: Schema<TaskMilestone> {
        .record("a milestone of a task") { fields in
            let what = fields.required("what", .nonEmptyText)
            let weight = fields.requiredLocated("weight", .share)
            let due = fields.located("due", .date)
            let done = fields.located("done", .date)
            guard let what, let weight else { return nil }
            return TaskMilestone(what: what, weight: weight, due: due, done: done, position: fields.place)
        }
    }
}
