package import FoundationEssentials
import GantryCore
package import GantryTime

/// Makes a network of a project's tasks.
struct NetworkBuilder {
    let project: Project
    let people: [String: Person]
    let asOf: LocalDate?
    let axis: WorkAxis
    private var capacities: [Capacity] = []
    private var capacityOfOwners: [[String]: Int] = [:]
    /// What had to be assumed, by kind: the tasks it was assumed of.
    private(set) var assumed: [PlanAssumption: [String]] = [:]

    init(_ project: Project, people: [String: Person], asOf: LocalDate?) {
        (self.project, self.people, self.asOf) = (project, people, asOf)
        axis = WorkAxis(project.calendar, from: project.start.value)
    }

    mutating func network() -> Network {
        let index = Dictionary(project.tasks.enumerated().map { ($1.id, $0) }) { first, _ in first }
        var edges: [Network.Edge] = []
        var nodes: [Network.Node] = []
        for (number, task) in project.tasks.enumerated() {
            let span = span(of: task)
            nodes.append(Network.Node(span: span, state: state(of: task, span)))
            for link in task.after {
                guard let from = index[link.task.value] else { continue }
                edges.append(Network.Edge(from: from, to: number, rule: LinkRule(link)))
            }
        }
        return Network(axis: axis, capacities: capacities, nodes: nodes, edges: edges)
    }

    // MARK: Spans

    private mutating func span(of task: ProjectTask) -> Network.Span {
        if let duration = task.duration?.value { return .fixed(duration.expected) }
        guard let effort = task.effort?.value else {
            if !task.isMilestone { assumed[.noDuration, default: []].append(task.id) }
            return .fixed(.zero)
        }
        let capacity = capacity(of: task)
        guard capacities[capacity].isAny else {
            assumed[.noTime, default: []].append(task.id)
            return .fixed(WorkTime(ticks: (effort.expected.count * Decimal(WorkTime.ticksPerDay)).ceiledToInt))
        }
        return .effort(units: effort.expectedUnits, capacity: capacity)
    }

    private mutating func capacity(of task: ProjectTask) -> Int {
        let owners = project.owners(of: task)
        if let known = capacityOfOwners[owners] { return known }
        let hours = owners.map { owner in
            (hoursPerDay: project.hoursPerDay(of: owner, people), leave: people[owner]?.leave ?? [])
        }
        capacities.append(Capacity(hours, on: axis))
        capacityOfOwners[owners] = capacities.count - 1
        return capacities.count - 1
    }

    // MARK: States

    private mutating func state(of task: ProjectTask, _ span: Network.Span) -> Network.State {
        let started = task.started.map { axis.start(of: $0.value) }
        if let finished = task.finished {
            return .finished(start: started, finish: axis.end(of: finished.value))
        }
        if task.isDone {
            assumed[.noFinishDate, default: []].append(task.id)
            return .done(latest: (task.said?.value ?? asOf).map(axis.end))
        }
        guard task.isStarted || task.left != nil else { return .planned(notBefore: notBefore(task)) }
        guard let asOf else { return .started(at: started, rest: span, resume: nil) }
        return .started(at: started, rest: rest(of: task, span), resume: axis.start(of: asOf))
    }

    private func notBefore(_ task: ProjectTask) -> WorkTime? {
        var fixed = task.start.map { axis.start(of: $0.value) }
        // A milestone that waits for nothing stands at the date it has.
        if task.isMilestone, task.after.isEmpty, fixed == nil, let due = task.due?.value {
            fixed = axis.start(of: project.calendar.onOrBefore(due))
        }
        return [fixed, asOf.map(axis.start)].compactMap { $0 }.max()
    }

    /// What is left of a task that has begun: as was last said, else by its percentage.
    private func rest(of task: ProjectTask, _ span: Network.Span) -> Network.Span {
        if let left = task.left { return .fixed(WorkTime(days: left.value.count)) }
        let open = max(0, 100 - (task.percent?.value.value ?? 0))
        switch span {
        case .fixed(let time): return .fixed(WorkTime(ticks: (Decimal(time.ticks) * open / 100).ceiledToInt))
        case .effort(let units, let capacity):
            return .effort(units: (Decimal(units) * open / 100).ceiledToInt, capacity: capacity)
        }
    }
}

/// What a plan takes for granted where the file is silent.
package enum PlanAssumption: Int, Hashable, Comparable, Sendable, Codable {
    /// A task with neither duration nor effort takes no time.
    case noDuration
    /// Nobody has time for a task with an effort: it takes as many days as person-days.
    case noTime
    /// A task is done, and nobody wrote down when.
    case noFinishDate

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Project {
    /// The hours of an ordinary working day that a person has for this project: the week, spread over the days that
    /// the project works on, times the share.
    package func hoursPerDay(of id: String, _ people: [String: Person]) -> Decimal {
        let member = team.first { $0.person.value == id }
        return people[id].hoursPerDay(in: calendar) * (member?.share?.value.value ?? 100) / 100
    }
}

extension Person? {
    /// The hours of an ordinary working day, over all projects. Who says nothing works forty hours a week. A calendar of
    /// few days makes no day longer than ten hours.
    package func hoursPerDay(in calendar: WorkingCalendar) -> Decimal {
        min(10, (self?.works?.value.count ?? 40) / Decimal(max(1, calendar.week.count)))
    }
}

extension PersonDays {
    /// In the units of a capacity; a person-day is eight hours.
    static func units(_ count: Decimal) -> Int {
        (count * CostRate.hoursOfDay * Decimal(Capacity.unitsPerHour)).ceiledToInt
    }
}

extension Estimate<WorkingDays> {
    /// The one figure, or the mean of three: (o + 4m + p) / 6.
    ///
    /// Source: Malcolm et al., Application of a Technique for Research and Development Program Evaluation, 1959.
    package var expected: WorkTime {
        switch self {
        case .single(let days): WorkTime(days: days.count)
        case .threePoint(let o, let m, let p):
            WorkTime(ticks: (o.count + 4 * m.count + p.count) * (WorkTime.ticksPerDay / 6))
        }
    }
}

extension Estimate<PersonDays> {
    /// The same in the units of a capacity.
    var expectedUnits: Int { PersonDays.units(expected.count) }

    /// The one figure, or the mean of three: (o + 4m + p) / 6.
    package var expected: PersonDays {
        switch self {
        case .single(let days): days
        case .threePoint(let o, let m, let p): PersonDays((o.count + 4 * m.count + p.count) / 6)
        }
    }
}

extension Decimal {
    /// The next whole number that is not smaller, of a number that is not negative.
    var ceiledToInt: Int {
        let floor = flooredToInt
        return Decimal(floor) < self ? floor + 1 : floor
    }
}
