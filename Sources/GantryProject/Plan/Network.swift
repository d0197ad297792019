import GantryCore

/// Tasks and links as numbers: what the passes of the critical path method run over. It knows nothing of files.
///
/// Source: Kelley and Walker, Critical-Path Planning and Scheduling, 1959; links and lags of the precedence diagram
/// method as in IBM's Project Management System, 1968.
struct Network: Sendable {
    /// How long a task takes.
    enum Span: Sendable {
        case fixed(WorkTime)
        /// Work in units of a capacity, by its index.
        case effort(units: Int, capacity: Int)
    }

    /// What is known of a task.
    enum State: Sendable {
        /// Not begun: not before a time, where there is one.
        case planned(notBefore: WorkTime?)
        /// Begun; the rest goes on from a time, or stands where the plan has it where `resume` is nil.
        case started(at: WorkTime?, rest: Span, resume: WorkTime?)
        /// Over, nobody wrote down when: where the plan has it, at the latest at a time.
        case done(latest: WorkTime?)
        case finished(start: WorkTime?, finish: WorkTime)
    }

    struct Node: Sendable {
        var span: Span
        var state: State
    }

    struct Edge: Sendable {
        /// The task that goes first, and the one that waits.
        let from: Int
        let to: Int
        let rule: LinkRule
    }

    let axis: WorkAxis
    let capacities: [Capacity]
    var nodes: [Node]
    let edges: [Edge]
    /// Each node after all those it waits for.
    let order: [Int]
    /// The edges into each node: `incoming[incomingStart[n]..<incomingStart[n + 1]]`, and those out of it.
    private let incoming: [Int]
    private let incomingStart: [Int]
    private let outgoing: [Int]
    private let outgoingStart: [Int]

    /// - Parameter edges: without a circle; those that close one are not followed.
    init(axis: WorkAxis, capacities: [Capacity], nodes: [Node], edges: [Edge]) {
        (self.axis, self.capacities, self.nodes, self.edges) = (axis, capacities, nodes, edges)
        (incoming, incomingStart) = Self.grouped(edges.map(\.to), count: nodes.count)
        (outgoing, outgoingStart) = Self.grouped(edges.map(\.from), count: nodes.count)
        var waiting = (0..<nodes.count).map { [incomingStart] in incomingStart[$0 + 1] - incomingStart[$0] }
        var order: [Int] = []
        order.reserveCapacity(nodes.count)
        for node in nodes.indices where waiting[node] == 0 { order.append(node) }
        var next = 0
        while next < order.count {
            let node = order[next]
            next += 1
            for slot in outgoingStart[node]..<outgoingStart[node + 1] {
                let successor = edges[outgoing[slot]].to
                waiting[successor] -= 1
                if waiting[successor] == 0 { order.append(successor) }
            }
        }
        self.order = order
    }

    /// Indices sorted by a key in 0..<count, with the place where each key's begin.
    private static func grouped(_ keys: [Int], count: Int) -> ([Int], [Int]) {
        var starts = [Int](repeating: 0, count: count + 1)
        for key in keys { starts[key + 1] += 1 }
        for index in 0..<count { starts[index + 1] += starts[index] }
        var next = starts
        var result = [Int](repeating: 0, count: keys.count)
        for (index, key) in keys.enumerated() {
            result[next[key]] = index
            next[key] += 1
        }
        return (result, starts)
    }

    func edges(into node: Int) -> ArraySlice<Int> { incoming[incomingStart[node]..<incomingStart[node + 1]] }

    func edges(outOf node: Int) -> ArraySlice<Int> { outgoing[outgoingStart[node]..<outgoingStart[node + 1]] }

    // MARK: Spans

    /// The first time on or after another at which somebody can begin.
    func beginning(of span: Span, from time: WorkTime) -> WorkTime {
        guard case .effort(let units, let capacity) = span, units > 0 else { return time }
        return capacities[capacity].beginning(from: time)
    }

    func finish(of span: Span, from start: WorkTime) -> WorkTime {
        switch span {
        case .fixed(let time): start + time
        case .effort(let units, let capacity): capacities[capacity].finish(of: units, from: start)
        }
    }

    func start(of span: Span, until finish: WorkTime) -> WorkTime {
        switch span {
        case .fixed(let time): finish - time
        case .effort(let units, let capacity): capacities[capacity].start(of: units, until: finish)
        }
    }
}
