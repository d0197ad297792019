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
        for (node, task) in plan.project.tasks.enumerated() {
            guard !plan.network.isOver(node), task.left == nil || plan.asOf == nil,
                let figures = Self.figures(task, plan.network.nodes[node].span), figures[2] > figures[0]
            else { continue }
            let range = figures[2] - figures[0]
            let mode = Double(figures[1] - figures[0]) / Double(range)
            if known[mode] == nil {
                distributions.append(PertDistribution(mode: mode))
                known[mode] = distributions.count - 1
            }
            let percent = plan.asOf == nil ? 0 : task.percent?.value.value.flooredToInt ?? 0
            uncertain.append(
                Uncertain(
                    node: node, distribution: known[mode] ?? 0, least: figures[0], range: range,
                    open: Double(100 - min(100, max(0, percent))) / 100))
        }
    }

    /// How many tasks are left to chance.
    var uncertainTasks: Int { uncertain.count }

    /// Ticks, or units of effort; nil where there is one figure only.
    private static func figures(_ task: ProjectTask, _ span: Network.Span) -> [Int]? {
        switch (task.duration?.value, task.effort?.value, span) {
        case (.threePoint(let o, let m, let p)?, _, _): [o, m, p].map { WorkTime(days: $0.count).ticks }
        case (nil, .threePoint(let o, let m, let p)?, .effort): [o, m, p].map { PersonDays.units($0.count) }
        default: nil
        }
    }

    struct Outcome {
        /// The project's finish in each run, ascending.
        let finishes: [WorkTime]
        /// In how many runs each task had no float.
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

    func run(times: Int, seed: UInt64) -> Outcome {
        var random = SplitMix(seed: seed)
        var network = plan.network
        var finishes: [WorkTime] = []
        finishes.reserveCapacity(times)
        var critical = [Int](repeating: 0, count: network.nodes.count)
        for _ in 0..<times {
            for task in uncertain { network.set(sample(task, &random), of: task.node) }
            let early = ForwardPass(over: network)
            let late = BackwardPass(over: network, after: early)
            finishes.append(early.finish)
            for node in critical.indices where late.starts[node] == early.starts[node] { critical[node] += 1 }
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
