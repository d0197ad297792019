import GantryCore

/// The late times of a network: each task as late as the computed finish allows. They are never before the early ones.
struct BackwardPass: Sendable {
    private(set) var starts: [WorkTime]
    private(set) var finishes: [WorkTime]

    init(over network: Network, after early: ForwardPass) {
        finishes = [WorkTime](repeating: early.finish, count: network.nodes.count)
        starts = finishes
        for node in network.order.reversed() {
            var finish = early.finish
            // What a link asks of the beginning bounds the end by the task's own length.
            var start = WorkTime(ticks: .max)
            for index in network.edges(outOf: node) {
                let edge = network.edges[index]
                let own = edge.rule.countsFromFinish ? early.finishes[node] : early.starts[node]
                let latest = edge.rule.latest(to: bound(on: edge, network, early), own: own, on: network.axis)
                if edge.rule.countsFromFinish { finish = min(finish, latest) } else { start = min(start, latest) }
            }
            place(node, start, finish, network, early)
        }
    }

    /// The late time of the task that waits which an edge ties to.
    private func bound(on edge: Network.Edge, _ network: Network, _ early: ForwardPass) -> WorkTime {
        guard edge.rule.boundsStart else { return finishes[edge.to] }
        // What has begun already waits with the rest of it.
        if case .started(_, let rest, .some) = network.nodes[edge.to].state, !network.isOver(edge.from) {
            return network.start(of: rest, until: finishes[edge.to])
        }
        return starts[edge.to]
    }

    private mutating func place(
        _ node: Int, _ start: WorkTime, _ finish: WorkTime, _ network: Network, _ early: ForwardPass
    ) {
        let (earlyStart, earlyFinish) = (early.starts[node], early.finishes[node])
        if case .planned = network.nodes[node].state {
            let span = network.nodes[node].span
            let byFinish = network.start(of: span, until: max(finish, earlyFinish))
            starts[node] = max(earlyStart, min(byFinish, start))
            finishes[node] = max(earlyFinish, network.finish(of: span, from: starts[node]))
        } else {
            let length = earlyFinish - earlyStart
            starts[node] = max(earlyStart, min(start, finish - length))
            finishes[node] = starts[node] + length
        }
    }
}

extension Network {
    /// Whether a task is history.
    func isOver(_ node: Int) -> Bool {
        switch nodes[node].state {
        case .finished, .done: true
        case .planned, .started: false
        }
    }
}
