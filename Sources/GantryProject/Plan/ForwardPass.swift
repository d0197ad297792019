import GantryCore

/// The early times of a network: each task as soon as what it waits for allows.
struct ForwardPass: Sendable {
    private(set) var starts: [WorkTime]
    private(set) var finishes: [WorkTime]
    /// The edge that holds each task back; nil where it begins by its own date, or at once.
    private(set) var drivers: [Int?]
    /// The last end of all.
    private(set) var finish: WorkTime

    init(over network: Network) {
        self.init(before: network)
        for node in network.order { place(node, network) }
        if network.order.isEmpty { finish = .zero }
    }

    /// With no task placed yet.
    init(before network: Network) {
        starts = [WorkTime](repeating: .zero, count: network.nodes.count)
        finishes = starts
        drivers = [Int?](repeating: nil, count: network.nodes.count)
        finish = WorkTime(ticks: .min)
    }

    /// Places a task after those that it waits for, which are placed already.
    mutating func place(_ node: Int, _ network: Network) {
        drivers[node] = nil
        place(node, bounds(of: node, network), network)
        starts[node] = min(starts[node], .latest)
        finishes[node] = min(finishes[node], .latest)
        finish = max(finish, finishes[node])
    }

    /// What the links into a task ask.
    private struct Bounds {
        var start = WorkTime(ticks: .min)
        var finish = WorkTime(ticks: .min)
        var startEdge: Int?
        var finishEdge: Int?
    }

    private func bounds(of node: Int, _ network: Network) -> Bounds {
        var bounds = Bounds()
        for index in network.edges(into: node) {
            let edge = network.edges[index]
            let from = edge.rule.countsFromFinish ? finishes[edge.from] : starts[edge.from]
            let earliest = edge.rule.earliest(from: from, on: network.axis)
            if edge.rule.boundsStart {
                if earliest > bounds.start { (bounds.start, bounds.startEdge) = (earliest, index) }
            } else if earliest > bounds.finish {
                (bounds.finish, bounds.finishEdge) = (earliest, index)
            }
        }
        return bounds
    }

    private mutating func place(_ node: Int, _ bounds: Bounds, _ network: Network) {
        let span = network.nodes[node].span
        switch network.nodes[node].state {
        case .planned(let notBefore):
            place(node, span, notBefore: notBefore ?? .zero, bounds, network)
        case .started(let start, let rest, let resume):
            guard let resume else {
                // Where it began is a fact; how long it takes is still the plan's.
                guard let start else { return place(node, span, notBefore: .zero, bounds, network) }
                (starts[node], finishes[node]) = (start, max(network.finish(of: rest, from: start), bounds.finish))
                return
            }
            let begun = start ?? min(max(.zero, bounds.start), resume)
            let goesOn = max(resume, bounds.start)
            let ends = network.finish(of: rest, from: goesOn)
            (starts[node], finishes[node]) = (begun, max(ends, bounds.finish))
            if bounds.start > resume { drivers[node] = bounds.startEdge }
            if bounds.finish > ends { drivers[node] = bounds.finishEdge }
        case .done(let latest):
            place(node, span, notBefore: .zero, bounds, network)
            guard let latest, finishes[node] > latest else { return }
            (finishes[node], starts[node]) = (latest, min(starts[node], latest))
            drivers[node] = nil
        case .finished(let start, let finish):
            finishes[node] = finish
            starts[node] = start ?? min(finish, max(.zero, network.start(of: span, until: finish)))
        }
    }

    private mutating func place(
        _ node: Int, _ span: Network.Span, notBefore: WorkTime, _ bounds: Bounds, _ network: Network
    ) {
        var start = max(.zero, notBefore)
        if let edge = bounds.startEdge, bounds.start >= start { (start, drivers[node]) = (bounds.start, edge) }
        start = network.beginning(of: span, from: start)
        var finish = network.finish(of: span, from: start)
        if bounds.finish > finish {
            drivers[node] = bounds.finishEdge
            start = max(start, network.start(of: span, until: bounds.finish))
            finish = max(bounds.finish, network.finish(of: span, from: start))
        }
        (starts[node], finishes[node]) = (start, finish)
    }
}
