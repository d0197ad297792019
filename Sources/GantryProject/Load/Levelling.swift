import FoundationEssentials
import GantryCore
import HeapModule

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

    /// Two tasks that want the same person at the same time, and cannot be moved, for both have begun; or twice the same,
    /// which takes more than the person's hours all alone.
    struct Overlap: Hashable {
        let owner: String
        let first: Int
        let second: Int
    }

    /// All the hours of a day, and what decimals of parts may add to them.
    private static let whole = 1.000_001

    private let plan: Plan
    private let owners: [[String]]
    private let intensities: [Double]
    private var network: Network
    private var pass: ForwardPass
    /// The tasks that have a time, by owner.
    private var bookings: [String: Bookings] = [:]
    private(set) var moves: [Move] = []
    private(set) var overlaps: [Overlap] = []

    init(_ plan: Plan, people: [String: Person]) {
        (self.plan, network) = (plan, plan.network)
        pass = ForwardPass(before: plan.network)
        owners = plan.project.tasks.map { plan.project.owners(of: $0) }
        intensities = plan.tasks.indices.map { Double("\(plan.intensity(of: $0, people))") ?? 1 }
    }

    /// The levelled plan.
    ///
    /// - Throws: `ReportProblem`, where `isCancelled` says so; it is asked before each task.
    mutating func levelled(isCancelled: () -> Bool = { false }) throws(ReportProblem) -> Plan {
        var waiting = plan.tasks.indices.map { network.edges(into: $0).count }
        var ready = Heap(plan.tasks.indices.filter { waiting[$0] == 0 }.map(ready))
        while let task = ready.popMin()?.task {
            if isCancelled() { throw ReportProblem(.cancelled, "the levelling was given up") }
            pass.place(task, network)
            if case .planned = network.nodes[task].state { fit(task) } else { noteOverlaps(of: task) }
            if intensities[task] > Self.whole, let owner = owners[task].first {
                overlaps.append(Overlap(owner: owner, first: task, second: task))
            }
            book(task)
            for edge in network.edges(outOf: task) {
                let next = network.edges[edge].to
                waiting[next] -= 1
                if waiting[next] == 0 { ready.insert(self.ready(next)) }
            }
        }
        return Plan(of: plan.project, asOf: plan.asOf, network, assumed: plan.assumed, laterFacts: plan.laterFacts)
    }

    private func ready(_ task: Int) -> Ready {
        Ready(
            isPlanned: network.isPlanned(task), float: plan.tasks[task].totalFloat, start: plan.tasks[task].earlyStart,
            task: task)
    }

    private mutating func book(_ task: Int) {
        guard pass.finishes[task] > pass.starts[task] else { return }
        for owner in owners[task] {
            bookings[owner, default: Bookings()].add(task, from: pass.starts[task], to: pass.finishes[task])
        }
    }

    /// Moves a task on until its owners are free for all of it.
    private mutating func fit(_ task: Int) {
        var last: Move?
        while pass.finishes[task] < .latest, let (owner, other) = conflict(of: task) {
            last = Move(task: task, owner: owner, busyWith: other)
            network.nodes[task].state = .planned(notBefore: pass.finishes[other])
            pass.place(task, network)
        }
        if let last { moves.append(last) }
    }

    private mutating func noteOverlaps(of task: Int) {
        guard let (owner, other) = conflict(of: task), !network.isOver(task) else { return }
        overlaps.append(Overlap(owner: owner, first: other, second: task))
    }

    /// An owner who is busy at some time of a task, and with what: the booking that ends first.
    private func conflict(of task: Int) -> (owner: String, other: Int)? {
        let (start, finish) = (pass.starts[task], pass.finishes[task])
        for owner in owners[task] {
            let others = bookings[owner]?.overlapping(from: start, to: finish) ?? []
            guard let first = others.first else { continue }
            // Parts of a day's hours may go side by side as long as they are no more than the day.
            let peaks = ([start] + others.map { pass.starts[$0] }).filter { start <= $0 && $0 < finish }
            let isOver =
                intensities[task] <= Self.whole
                && peaks.contains { moment in
                    let beside = others.filter { pass.starts[$0] <= moment && moment < pass.finishes[$0] }
                    return beside.reduce(intensities[task]) { $0 + intensities[$1] } > Self.whole
                }
            if isOver { return (owner, first) }
        }
        return nil
    }

    // MARK: Order

    /// A task that may be placed. What has begun comes first, for it stays where it is; then the least float, the
    /// earliest start, the order of the file.
    private struct Ready: Comparable {
        let isPlanned: Bool
        let float: WorkTime
        let start: WorkTime
        let task: Int

        static func < (left: Ready, right: Ready) -> Bool {
            guard left.isPlanned == right.isPlanned else { return right.isPlanned }
            return (left.float, left.start, left.task) < (right.float, right.start, right.task)
        }
    }

    /// What one person is on, by the ends.
    private struct Bookings {
        private var all: [(task: Int, start: WorkTime, finish: WorkTime)] = []
        private var longest = WorkTime.zero

        mutating func add(_ task: Int, from start: WorkTime, to finish: WorkTime) {
            all.insert((task, start, finish), at: index(after: finish))
            longest = max(longest, finish - start)
        }

        /// Those that share time with a stretch, by their ends.
        func overlapping(from start: WorkTime, to finish: WorkTime) -> [Int] {
            guard finish > start else { return [] }
            var found: [Int] = []
            for booking in all[index(after: start)...] {
                // None that ends so late can have begun before.
                if booking.finish - longest >= finish { break }
                if booking.start < finish { found.append(booking.task) }
            }
            return found
        }

        /// How many end at a time or before it.
        private func index(after time: WorkTime) -> Int {
            var (low, high) = (0, all.count)
            while low < high {
                let middle = (low + high) / 2
                if all[middle].finish <= time { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}

extension Network {
    /// Whether a task has not begun.
    func isPlanned(_ node: Int) -> Bool {
        if case .planned = nodes[node].state { true } else { false }
    }
}
