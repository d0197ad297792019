import FoundationEssentials
import GantryCore

/// What earned value had to do without.
extension EarnedValueSums {
    static func notes(
        _ project: Project, _ asOf: LocalDate, _ planned: PlannedSource, _ earned: EarnedSource,
        _ cost: BudgetPosition?, _ bac: Money?, _ performance: Performance
    ) -> [String] {
        var notes: [String] = []
        if project.budget == nil, let bac { notes.append("no budget: BAC is the tasks' budgets, \(bac.spoken)") }
        notes += plannedNotes(planned, project, asOf, bac)
        notes += earnedNotes(earned, asOf)
        if let ev = performance.ev.value, let bac, ev > bac.amount {
            notes.append("more is earned than the whole: EV \(Money(ev, bac.currency).spoken) of BAC \(bac.spoken)")
        }
        return notes + costNotes(project, asOf, cost)
    }

    private static func plannedNotes(
        _ planned: PlannedSource, _ project: Project, _ asOf: LocalDate, _ bac: Money?
    ) -> [String] {
        switch planned {
        case .rows(let curve): return rowNotes(curve, asOf, bac)
        case .baseline(_, let baseline): return baselineNotes(baseline, project, asOf, bac)
        case .plan(let value):
            let unusable = project.baselines.map(\.id)
            let reason =
                unusable.isEmpty ? "no baseline" : "no baseline with a file (\(spokenList(unusable)) has none)"
            return ["\(reason): PV is from the plan as the file has it today"]
                + value.weights.notes.filter { _ in project.earnedValue.first != nil }
        case .none: return []
        }
    }

    private static func rowNotes(_ curve: ValueCurve, _ asOf: LocalDate, _ bac: Money?) -> [String] {
        guard let last = curve.points.last else { return [] }
        var notes: [String] = []
        if let (from, to, _, _) = curve.between(at: asOf) {
            notes.append("PV is between the rows of \(from.date) and \(to.date), by calendar days")
        }
        if let bac, last.amount != bac.amount {
            let amount = Money(last.amount, bac.currency).spoken
            notes.append("the last row of 'pv' is \(amount), and the whole \(bac.spoken)")
        }
        if curve.periods(at: asOf).isBeyond {
            notes.append("'pv' ends on \(last.date); time goes on counting in periods like those before")
        }
        return notes
    }

    private static func baselineNotes(
        _ baseline: Baseline, _ project: Project, _ asOf: LocalDate, _ bac: Money?
    ) -> [String] {
        var notes: [String] = []
        if baseline.date.value > asOf {
            notes.append("the baseline \(baseline.id) is of \(baseline.date.value), after \(asOf)")
        }
        if let frozen = baseline.plan?.budget, let bac, frozen != bac {
            notes.append("the whole was \(frozen.spoken) in \(baseline.id), and is \(bac.spoken); PV is in proportion")
        }
        let then = Set((baseline.plan?.tasks ?? []).map(\.weighed.id))
        let now = Set(project.tasks.map(\.id))
        let new = project.tasks.map(\.id).filter { !then.contains($0) }
        let gone = (baseline.plan?.tasks ?? []).map(\.weighed.id).filter { !now.contains($0) }
        if !new.isEmpty { notes.append("not in the baseline \(baseline.id): \(spokenList(new))") }
        if !gone.isEmpty { notes.append("in the baseline \(baseline.id), and no longer a task: \(spokenList(gone))") }
        return notes
    }

    private static func earnedNotes(_ earned: EarnedSource, _ asOf: LocalDate) -> [String] {
        switch earned {
        case .row(let row, _):
            row.date.value < asOf ? ["EV is of \(row.date.value), the last row up to \(asOf)"] : []
        case .tasks(let tasks): tasks.notes(at: asOf)
        case .none: []
        }
    }

    private static func costNotes(_ project: Project, _ asOf: LocalDate, _ cost: BudgetPosition?) -> [String] {
        guard let cost else { return [] }
        let counted = Set(cost.spentParts.map(\.position))
        let booked = project.ledger.lazy.filter { $0.date.value <= asOf }
        let left = Set(booked.map(\.valuePosition)).subtracting(counted)
        let problems = cost.problems.filter { left.contains($0.position) }
        if booked.isEmpty { return ["nothing is booked up to \(asOf), so AC is zero"] }
        let shown = problems.prefix(5).map { "not in AC: \($0.what) (\($0.position.fileAndLine)): \($0.message)" }
        return shown + (problems.count > 5 ? ["not in AC: \(problems.count - 5) more bookings"] : [])
    }
}
