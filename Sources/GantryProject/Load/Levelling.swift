import FoundationEssentials
import GantryCore

/// Moves tasks so that nobody has more to do than there are hours for the project: one task after the other, the one
/// with the least float first.
///
/// Source: the serial method with the minimum-slack rule, Kelley, The Critical-Path Method: Resources Planning and
/// Scheduling, 1963.
struct Levelling {
    struct Move {
        let task: Int
        /// Whom it waits for, and the task that they are on until then.
        let owner: String
        let busyWith: Int
    }

    let plan: Plan
    let people: [String: Person]
    private var network: Network
    private var pass: ForwardPass
    private var placed: [Bool]
    private var intensities: [Double]
    /// By owner: the tasks that have been placed.
    private var bookings: [String: [Int]] = [:]
    private(set) var moves: [Move] = []

    init(_ plan: Plan, people: [String: Person]) {
        (self.plan, self.people, network) = (plan, people, plan.network)
        pass = ForwardPass(before: plan.network)
        placed = [Bool](repeating: false, count: plan.tasks.count)
        intensities = plan.tasks.indices.map { Double("\(plan.intensity(of: $0, people))") ?? 1 }
    }

    /// The levelled plan.
    mutating func levelled() -> Plan {
        // What has begun stays where it is; the others fit themselves around it.
        while let next = next() {
            pass.place(next, network)
            if case .planned = network.nodes[next].state { fit(next) }
            placed[next] = true
            for owner in owners(next) where pass.finishes[next] > pass.starts[next] {
                bookings[owner, default: []].append(next)
            }
        }
        return Plan(of: plan.project, asOf: plan.asOf, network, assumed: plan.assumed)
    }

    private func owners(_ task: Int) -> [String] { plan.project.tasks[task].owners }

    /// Of the tasks all of whose predecessors are placed: what has begun, then the least float, the earliest start, the
    /// order of the file.
    private func next() -> Int? {
        let ready = placed.indices.filter { node in
            !placed[node] && network.edges(into: node).allSatisfy { placed[network.edges[$0].from] }
        }
        return ready.min { rank($0) < rank($1) }
    }

    private func rank(_ node: Int) -> (Int, WorkTime, WorkTime, Int) {
        let hasBegun = if case .planned = network.nodes[node].state { 1 } else { 0 }
        return (hasBegun, plan.tasks[node].totalFloat, plan.tasks[node].earlyStart, node)
    }

    /// Moves a task on until its owners are free for all of it.
    private mutating func fit(_ task: Int) {
        var last: Move?
        while let (owner, other) = conflict(of: task) {
            last = Move(task: task, owner: owner, busyWith: other)
            network.nodes[task].state = .planned(notBefore: pass.finishes[other])
            pass.place(task, network)
        }
        if let last { moves.append(last) }
    }

    /// An owner who is busy at some time of a task, and with what: the booking that ends first.
    private func conflict(of task: Int) -> (owner: String, other: Int)? {
        let (start, finish) = (pass.starts[task], pass.finishes[task])
        for owner in owners(task) {
            let others = (bookings[owner] ?? []).filter { pass.starts[$0] < finish && pass.finishes[$0] > start }
            // Parts of a day's hours may go side by side as long as they are no more than the day.
            let peaks = ([start] + others.map { pass.starts[$0] }).filter { start <= $0 && $0 < finish }
            let isOver = peaks.contains { moment in
                let beside = others.filter { pass.starts[$0] <= moment && moment < pass.finishes[$0] }
                return beside.reduce(intensities[task]) { $0 + intensities[$1] } > 1.000_001
            }
            if isOver, let first = others.min(by: { pass.finishes[$0] < pass.finishes[$1] }) { return (owner, first) }
        }
        return nil
    }
}
