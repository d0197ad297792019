import FoundationEssentials
import GantryCore

/// Everything that earned value is summed up from, and the sums.
struct EarnedValueSums {
    let project: Project
    let asOf: LocalDate
    /// Nil where there is no amount anywhere.
    let currency: Currency?
    let planned: PlannedSource
    let earned: EarnedSource
    /// What was spent; nil where there is no money.
    let cost: BudgetPosition?
    let performance: Performance
    let schedule: ScheduleFigures
    let earnedSchedule: EarnedSchedule?
    let notes: [String]

    init(of subject: ReportSubject, asOf: LocalDate) {
        let project = subject.project
        (self.project, self.asOf) = (project, asOf)
        let currency = Self.currency(of: project)
        self.currency = currency
        let bac = Self.bac(of: project, currency)
        let whole = currency.flatMap { currency in bac.value.map { Money($0, currency) } }
        earned = EarnedSource(of: project, people: subject.people, at: asOf, bac: whole)
        planned = PlannedSource(of: project, at: asOf, bac: whole) { PlannedTask.today(of: subject) }
        let sums = BudgetSums(of: project, people: subject.people, asOf: asOf, in: currency)
        cost = currency == nil ? nil : sums?.total
        performance = Performance(
            bac: bac, pv: planned.value(at: asOf, bac), ev: earned.value(bac),
            ac: cost.map { .known($0.spent.amount) } ?? .missing("there is no money in this project"))
        (schedule, earnedSchedule) = Self.schedule(planned, earned, performance, asOf)
        notes = Self.notes(project, asOf, planned, earned, cost, whole, performance)
    }

    /// The budget's, else that of the tasks, of the figures, of the ledger.
    private static func currency(of project: Project) -> Currency? {
        let rows = project.plannedValue + project.earnedValue
        if let currency = project.budget?.currency ?? project.tasks.lazy.compactMap(\.budget).first?.value.currency
            ?? rows.first?.amount.value.currency
        {
            return currency
        }
        return BudgetSums(of: project, people: [:])?.total.spent.currency
    }

    private static func bac(of project: Project, _ currency: Currency?) -> Figure {
        if let total = project.budget?.total { return .known(total.amount) }
        let budgets = project.tasks.compactMap(\.budget?.value).filter { $0.currency == currency }
        guard !budgets.isEmpty else { return .missing("there is no budget, and no task has one") }
        return .known(budgets.reduce(0) { $0 + $1.amount })
    }

    // MARK: Time

    private static func schedule(
        _ planned: PlannedSource, _ earned: EarnedSource, _ performance: Performance, _ asOf: LocalDate
    ) -> (ScheduleFigures, EarnedSchedule?) {
        // When all is done, time stands still.
        let day = min(asOf, earned.completeOn ?? asOf)
        switch planned {
        case .rows(let curve):
            let actual = Figure.known(curve.periods(at: day).count)
            let found = performance.ev.value.flatMap { curve.earnedSchedule(of: $0) }
            let reason = curve.firstFall.map { "planned value falls on \($0), and time cannot be read off it" }
            let figure = found.map { Figure.known($0.periods) } ?? .missing(reason ?? "EV is not available")
            let length = Figure.known(Decimal(curve.points.count))
            return (ScheduleFigures(earned: figure, actual: actual, planned: length, unit: "periods"), found)
        case .baseline(let value, _):
            let found = share(earned, performance).flatMap { value.earnedSchedule(of: $0.earned, scale: $0.whole) }
            let figure = found.map { Figure.known($0.periods) } ?? .missing("EV is not available")
            let actual = Figure.known(Decimal(value.workingDays(upTo: day)))
            let length = Figure.known(Decimal(value.length))
            return (ScheduleFigures(earned: figure, actual: actual, planned: length, unit: "working days"), found)
        case .plan:
            return (ScheduleFigures(missing: "there is no baseline to measure time against"), nil)
        case .none:
            return (ScheduleFigures(missing: "PV is not available"), nil)
        }
    }

    /// What is earned, and of what; without money as a part of one.
    private static func share(
        _ earned: EarnedSource, _ performance: Performance
    ) -> (earned: Decimal, whole: Decimal)? {
        if let bac = performance.bac.value, let ev = performance.ev.value { return (ev, bac) }
        guard case .tasks(let tasks) = earned else { return nil }
        return (tasks.value(scale: 1), 1)
    }
}
