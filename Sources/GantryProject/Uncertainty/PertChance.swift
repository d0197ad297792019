package import FoundationEssentials
package import GantryCore

/// The chance of a date by the classic method: the lengths along the critical path as one normal variable.
///
/// Source: Malcolm et al., Application of a Technique for Research and Development Program Evaluation, 1959.
package struct PertChance: Codable, Hashable, Sendable {
    /// The day that is asked about.
    package let by: LocalDate
    /// Working days from the start of the plan to the end of that day.
    package let days: Decimal
    /// The sum of (o + 4m + p) / 6 and of ((p - o) / 6)² over the critical path, in working days and their squares.
    package let expected: Decimal
    package let variance: Decimal
    /// How many standard deviations lie between; nil where nothing varies.
    @OrNull package var z: Double?
    /// From 0 to 1; nil where nothing varies.
    @OrNull package var probability: Double?
    package let path: [String]

    init(_ plan: Plan, by date: LocalDate) {
        let path = plan.early.drivingPath(in: plan.network)
        let deadline = plan.network.axis.end(of: date)
        let squares = plan.lengths(on: path).reduce(into: Decimal(0)) {
            $0 += plan.spread(of: $1) * plan.spread(of: $1)
        }
        by = date
        days = deadline.days
        expected = plan.early.finish.days
        variance = squares / 36
        self.path = path.map { plan.tasks[$0].id }
        guard squares > 0 else { return }
        let root = Double("\(variance)") ?? 0
        let score = (Double("\(days)") ?? 0) - (Double("\(expected)") ?? 0)
        let z = score / root.squareRoot()
        self.z = z
        probability = Statistics.normal(z)
    }
}

extension PertChance {
    /// Which tasks make it vary, and how it was counted.
    func explanation(_ plan: Plan) -> Explanation {
        let counted = plan.lengths(on: plan.early.drivingPath(in: plan.network)).filter { plan.spread(of: $0) > 0 }
        let inputs = counted.map { index in
            let task = plan.project.tasks[index]
            let text = task.duration?.value.spoken ?? task.effort?.value.spoken ?? ""
            return Evidence.Input(task.id, text, at: task.duration?.position ?? task.effort?.position ?? task.position)
        }
        let squares = counted.map { "(\(plan.spread(of: $0).rounded(2)) / 6)²" }.joined(separator: " + ")
        var arithmetic = ["expected \(expected.rounded(2)) working days; \(days.rounded(2)) until the end of \(by)"]
        if let z, let probability {
            arithmetic += [
                "variance \(squares) = \(variance.rounded(4))",
                "z = (\(days.rounded(2)) - \(expected.rounded(2))) / √\(variance.rounded(4)) = \(z); chance \(probability)",
            ]
        }
        return Explanation(
            "simulation.pert",
            Evidence(
                rule:
                    "the lengths along the critical path as one normal variable: means (o + 4m + p) / 6, deviations (p - o) / 6",
                inputs: inputs, arithmetic: arithmetic))
    }
}

extension Plan {
    /// The tasks of a chain whose length is part of its length: it comes in at one end and goes on from the other. One
    /// that comes in at the start and goes on from the start is passed by.
    fileprivate func lengths(on path: [Int]) -> [Int] {
        path.enumerated().compactMap { place, task in
            let entersAtStart = place == 0 || driver(of: task)?.rule.boundsStart ?? true
            let next = place + 1 < path.count ? driver(of: path[place + 1]) : nil
            return entersAtStart == (next?.rule.countsFromFinish ?? true) ? task : nil
        }
    }

    /// From the optimistic to the pessimistic length of what is left of a task, in working days; zero where it is known.
    fileprivate func spread(of index: Int) -> Decimal {
        guard let estimates = threeEstimates(of: index) else { return 0 }
        let open = estimates.percentOpen / 100
        guard case .effort(_, let capacity) = network.nodes[index].span else {
            return WorkTime(ticks: estimates.figures[2] - estimates.figures[0]).days * open
        }
        let start = tasks[index].earlyStart
        let ends = [estimates.figures[0], estimates.figures[2]].map {
            network.finish(of: .effort(units: $0, capacity: capacity), from: start)
        }
        return (ends[1] - ends[0]).days * open
    }
}
