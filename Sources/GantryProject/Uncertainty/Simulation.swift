import FoundationEssentials
import GantryCore

/// A plan played through many times, each task of three estimates as long as chance will have it.
struct Simulation {
    /// A task whose length is left to chance.
    private struct Uncertain {
        let node: Int
        let distribution: Int
        /// Ticks, or units of effort, from optimistic to pessimistic.
        let least: Int
        let range: Int
        /// Of what is left; the whole where it has not begun.
        let open: Double
    }

    let plan: Plan
    private var uncertain: [Uncertain] = []
    private var distributions: [PertDistribution] = []

    init(_ plan: Plan) {
        self.plan = plan
        var known: [Double: Int] = [:]
        for node in plan.tasks.indices {
            guard let estimates = plan.threeEstimates(of: node) else { continue }
            let range = estimates.figures[2] - estimates.figures[0]
            let mode = Double(estimates.figures[1] - estimates.figures[0]) / Double(range)
            if known[mode] == nil {
                distributions.append(PertDistribution(mode: mode))
                known[mode] = distributions.count - 1
            }
            uncertain.append(
                Uncertain(
                    node: node, distribution: known[mode] ?? 0, least: estimates.figures[0], range: range,
                    open: Double("\(estimates.percentOpen)").map { $0 / 100 } ?? 1))
        }
    }

    /// How many tasks are left to chance.
    var uncertainTasks: Int { uncertain.count }

    struct Outcome {
        /// The project's finish in each run, ascending.
        let finishes: [WorkTime]
        /// In how many runs each task decided the finish: without float, or on the chain that ends last. What is over decides nothing.
        let critical: [Int]

        /// The finish that a share of all runs kept, in percent.
        func finish(at percent: Int) -> WorkTime {
            finishes[min(finishes.count - 1, (finishes.count * percent + 99) / 100 - 1)]
        }

        /// The share of runs that ended by a time, from 0 to 1.
        func chance(of time: WorkTime) -> Double {
            Double(finishes.count { $0 <= time }) / Double(finishes.count)
        }
    }

    /// - Throws: `ReportProblem`, where `isCancelled` says so; it is asked every 64 runs.
    func run(
        times: Int, seed: UInt64, isCancelled: () -> Bool = { false }
    ) throws(ReportProblem) -> Outcome {
        var random = SplitMix(seed: seed)
        var network = plan.network
        var finishes: [WorkTime] = []
        finishes.reserveCapacity(times)
        var critical = [Int](repeating: 0, count: network.nodes.count)
        for run in 0..<times {
            if run % 64 == 0, isCancelled() { throw ReportProblem(.cancelled, "the simulation was given up") }
            for task in uncertain { network.set(sample(task, &random), of: task.node) }
            let early = ForwardPass(over: network)
            let late = BackwardPass(over: network, after: early)
            finishes.append(early.finish)
            var decides = network.nodes.indices.map { late.starts[$0] == early.starts[$0] }
            // A calendar wait that ends at the start of a day leaves float of hours to the chain that decides.
            for node in early.drivingPath(in: network) { decides[node] = true }
            for node in critical.indices where decides[node] && !network.isOver(node) { critical[node] += 1 }
        }
        return Outcome(finishes: finishes.sorted(), critical: critical)
    }

    private func sample(_ task: Uncertain, _ random: inout SplitMix) -> Int {
        let part = distributions[task.distribution].value(at: random.nextFraction())
        return Int((Double(task.least) + part * Double(task.range)) * task.open)
    }
}

extension Network {
    /// Gives a task, or the rest of it, another length: ticks, or units of effort.
    fileprivate mutating func set(_ length: Int, of node: Int) {
        let span: Span =
            switch nodes[node].span {
            case .fixed: .fixed(WorkTime(ticks: length))
            case .effort(_, let capacity): .effort(units: length, capacity: capacity)
            }
        switch nodes[node].state {
        case .started(let start, _, let resume):
            nodes[node].state = .started(at: start, rest: span, resume: resume)
            nodes[node].span = span
        default: nodes[node].span = span
        }
    }
}

extension Plan {
    /// The three estimates of a task whose length is still uncertain, in ticks or in units of effort, and how much of it
    /// is left; nil for one figure, for history, and where somebody said how many days are left.
    func threeEstimates(of node: Int) -> (figures: [Int], percentOpen: Decimal)? {
        let task = project.tasks[node]
        guard !network.isOver(node), asOf == nil || task.left == nil else { return nil }
        let figures: [Int]
        switch (task.duration?.value, task.effort?.value, network.nodes[node].span) {
        case (.threePoint(let o, let m, let p)?, _, _): figures = [o, m, p].map { WorkTime(days: $0.count).ticks }
        case (nil, .threePoint(let o, let m, let p)?, .effort): figures = [o, m, p].map { PersonDays.units($0.count) }
        default: return nil
        }
        guard figures[2] > figures[0] else { return nil }
        let percent = asOf == nil ? 0 : task.percent?.value.value ?? 0
        return (figures, 100 - min(100, max(0, percent)))
    }
}

extension ForwardPass {
    /// The one chain that ends last, by what holds each task back, from its first task on.
    func drivingPath(in network: Network) -> [Int] {
        guard let last = finishes.indices.max(by: { finishes[$0] < finishes[$1] }) else { return [] }
        var path = [last]
        while let driver = drivers[path[path.count - 1]] { path.append(network.edges[driver].from) }
        return path.reversed()
    }
}
