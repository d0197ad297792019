package import GantryCore
import GantryTime

/// When each task of a project is worked on, by the critical path method.
///
/// Without a day it is the plan as the files have it; with one, what is left begins on that day.
package struct Plan: Sendable {
    /// One task of the plan, in the order of the file.
    package struct Task: Sendable {
        package let id: String
        /// From the start of the plan's first day.
        package let earlyStart: WorkTime
        package let earlyFinish: WorkTime
        package let lateStart: WorkTime
        package let lateFinish: WorkTime
        /// How far it can slip before any task that waits for it moves.
        package let freeFloat: WorkTime
        /// The first and the last day of work on it; the one day of a milestone.
        package let start: LocalDate
        package let finish: LocalDate
        /// Working days from its finish to the day it is due; negative where it is late, nil where it is not due.
        package let margin: Int?

        /// How far it can slip before the project's finish moves; never negative.
        package var totalFloat: WorkTime { lateStart - earlyStart }
        package var isCritical: Bool { totalFloat == .zero }
    }

    package let project: Project
    package let asOf: LocalDate?
    package let tasks: [Task]
    /// The first and the last day of all; nil where there are no tasks.
    package let start: LocalDate?
    package let finish: LocalDate?
    /// From the first start to the last finish.
    package let duration: WorkTime
    /// What had to be assumed, and of which tasks.
    package let assumed: [PlanAssumption: [String]]
    /// The tasks of which something is known only since after the day.
    package let laterFacts: [String]
    /// For what is counted further on the same axis: simulation, levelling, load.
    let network: Network
    let early: ForwardPass

    package init(of project: Project, people: [String: Person], asOf: LocalDate? = nil) {
        var known = project
        if let asOf { known.tasks = project.tasks.map { $0.known(on: asOf) } }
        var builder = NetworkBuilder(known, people: people, asOf: asOf)
        let network = builder.network()
        let later = asOf == nil ? [] : zip(project.tasks, known.tasks).filter { $0 != $1 }.map(\.0.id)
        self.init(of: known, asOf: asOf, network, assumed: builder.assumed, laterFacts: later)
    }

    init(
        of project: Project, asOf: LocalDate?, _ network: Network, assumed: [PlanAssumption: [String]],
        laterFacts: [String]
    ) {
        (self.project, self.asOf, self.network, self.assumed) = (project, asOf, network, assumed)
        self.laterFacts = laterFacts
        let early = ForwardPass(over: network)
        let late = BackwardPass(over: network, after: early)
        self.early = early
        var axis = network.axis
        axis.prepare(upTo: early.finish.dayOfFinish + 1)
        let dates = PlanDates(axis: axis, network: network, early: early, project: project)
        let free = FreeFloat(network: network, early: early)
        tasks = project.tasks.enumerated().map { index, task in
            let (start, finish) = dates.dates(of: index)
            let total = late.starts[index] - early.starts[index]
            return Task(
                id: task.id, earlyStart: early.starts[index], earlyFinish: early.finishes[index],
                lateStart: late.starts[index], lateFinish: late.finishes[index],
                freeFloat: min(total, free.of(index)), start: start, finish: finish,
                margin: task.due.map { dates.margin(finish, $0.value) })
        }
        start = tasks.map(\.start).min()
        finish = tasks.map(\.finish).max()
        duration = early.finish - (early.starts.min() ?? early.finish)
    }

    /// Why this is no plan: it ends on a day that cannot be written; nil where it does not.
    package var problem: ReportProblem? {
        guard early.finish > network.axis.end else { return nil }
        let index = early.finishes.firstIndex { $0 > network.axis.end } ?? 0
        let task = project.tasks[index]
        return ReportProblem(
            .nothingToSum, "'\(task.id)' of \(project.id) would end after \(LocalDate.last), so there is no plan",
            hint: "look at \(task.position.fileAndLine): how long it takes, and how much time its owners have")
    }

    /// The tasks without float, in the order in which they begin.
    package var criticalPath: [String] {
        let critical = tasks.filter(\.isCritical)
        return critical.enumerated().sorted { left, right in
            (left.element.earlyStart, left.element.earlyFinish, left.offset)
                < (right.element.earlyStart, right.element.earlyFinish, right.offset)
        }.map(\.element.id)
    }

    /// Working days from the finish to the project's deadline; negative where it is late, nil where there is none.
    package var margin: Int? {
        guard let deadline = project.deadline?.value, let finish else { return nil }
        return PlanDates.margin(finish, deadline, project)
    }

    /// The link that holds a task back; nil where nothing does.
    func driver(of index: Int) -> Network.Edge? { early.drivers[index].map { network.edges[$0] } }
}

/// The dates of a plan's tasks.
struct PlanDates {
    let axis: WorkAxis
    let network: Network
    let early: ForwardPass
    let project: Project

    func dates(of index: Int) -> (start: LocalDate, finish: LocalDate) {
        let task = project.tasks[index]
        let (start, finish) = (early.starts[index], early.finishes[index])
        // What happened has its own dates, whether they are worked on or not.
        let first = task.started?.value ?? date(ofStart: start, until: finish, index)
        let last = task.finished?.value ?? (finish > start ? axis.date(ofDay: finish.dayOfFinish) : first)
        return (min(first, last), last)
    }

    private func date(ofStart start: WorkTime, until finish: WorkTime, _ index: Int) -> LocalDate {
        guard finish == start else { return axis.date(ofDay: start.dayOfStart) }
        // A milestone is reached when what it waits for ends; by itself it stands at the start of its day.
        let isReached =
            switch network.nodes[index].state {
            case .finished, .done: true
            case .planned, .started: early.drivers[index] != nil
            }
        return axis.date(ofDay: isReached && start > .zero ? start.dayOfFinish : start.dayOfStart)
    }

    func margin(_ finish: LocalDate, _ due: LocalDate) -> Int { Self.margin(finish, due, project) }

    /// A date on a day off counts as the working day before it.
    static func margin(_ finish: LocalDate, _ due: LocalDate, _ project: Project) -> Int {
        project.calendar.workingDays(from: finish, to: project.calendar.onOrBefore(due))
    }
}

/// How far a task can slip before the early time of any task that waits for it moves, over all kinds of links.
struct FreeFloat {
    let network: Network
    let early: ForwardPass

    func of(_ node: Int) -> WorkTime {
        var least = early.finish - early.finishes[node]
        for index in network.edges(outOf: node) {
            let edge = network.edges[index]
            let own = edge.rule.countsFromFinish ? early.finishes[node] : early.starts[node]
            let bound = edge.rule.boundsStart ? early.starts[edge.to] : early.finishes[edge.to]
            least = min(least, edge.rule.latest(to: bound, own: own, on: network.axis) - own)
        }
        return max(.zero, least)
    }
}
