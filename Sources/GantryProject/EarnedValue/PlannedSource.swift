import FoundationEssentials
import GantryCore
import GantryTime

/// Where planned value comes from.
enum PlannedSource {
    case rows(ValueCurve)
    case baseline(PlannedValue, Baseline)
    /// The plan as the file has it, for want of a baseline.
    case plan(PlannedValue)
    case none(String)

    /// Figures go before a baseline, a baseline before the plan of today.
    ///
    /// - Parameter plan: today's; asked for only where there is no other.
    init(of project: Project, at day: LocalDate, bac: Money?, plan: () -> [PlannedTask]) {
        if !project.plannedValue.isEmpty {
            self = .rows(ValueCurve(project.plannedValue, from: project.start.value))
        } else if let baseline = project.baseline(at: day), let plan = baseline.plan {
            // Its tasks share today's money as they shared that of their time.
            let value = PlannedValue(plan.tasks, calendar: plan.calendar, bac: plan.budget ?? bac)
            self = value.map { .baseline($0, baseline) } ?? .none("no task of the baseline \(baseline.id) has a weight")
        } else if project.tasks.isEmpty {
            self = .none("there are no tasks, and no figures under 'pv'")
        } else if let value = PlannedValue(plan(), calendar: project.calendar, bac: bac) {
            self = .plan(value)
        } else {
            self = .none("no task has a budget, an effort or a duration")
        }
    }

    func value(at day: LocalDate, _ bac: Figure) -> Figure {
        switch self {
        case .rows(let curve): .known(curve.value(at: day))
        case .baseline(let tasks, _), .plan(let tasks):
            Figure { () throws(MissingFigure) in tasks.value(at: day, scale: try bac.needed("BAC")) }
        case .none(let reason): .missing(reason)
        }
    }
}

extension Project {
    /// The newest baseline with a plan that is of a day or before it, else the first of all.
    func baseline(at day: LocalDate) -> Baseline? {
        let sorted = baselines.filter { $0.plan != nil }.enumerated().sorted {
            ($0.element.date.value, $0.offset) < ($1.element.date.value, $1.offset)
        }.map(\.element)
        return sorted.last { $0.date.value <= day } ?? sorted.first
    }
}
