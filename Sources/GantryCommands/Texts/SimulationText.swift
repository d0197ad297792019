import FoundationEssentials
import GantryCore
import GantryProject

/// How certain a plan's finish is, for people.
struct SimulationText {
    let simulation: SimulationReport
    let report: PlanReport
    let display: Display

    var lines: [String] { runs + chance + criticality }

    private var runs: [String] {
        guard simulation.runs > 0 else { return [] }
        let title = "\(simulation.runs) runs with seed \(simulation.seed)"
        var lines = ["", display.styled(title, .bold)]
        if simulation.uncertainTasks == 0 {
            return lines
                + display.paragraph("no task that is left has three estimates, so every run is the same", indent: 2)
        }
        let rows = [
            ("Half of them end by", simulation.p50), ("80 in 100 by", simulation.p80), ("95 in 100 by", simulation.p95),
        ]
        lines += rows.compactMap { words, date in
            date.map { "  " + words.padded(to: 20) + display.moments.spoken($0) }
        }
        if let chance = simulation.chance, let by = simulation.pert?.by {
            lines.append("  By \(display.moments.spoken(by)): \(Self.percent(chance))")
        }
        return lines
    }

    private var chance: [String] {
        guard let pert = simulation.pert else { return [] }
        let by = display.moments.spoken(pert.by)
        var lines = ["", display.styled("The chance of \(by) along the critical path (PERT)", .bold)]
        guard let z = pert.z, let probability = pert.probability else {
            let inTime = pert.expected <= pert.days
            return lines
                + display.paragraph(
                    "not available: no task on it has three estimates; as planned it \(inTime ? "is" : "is not") kept",
                    indent: 2)
        }
        let deviation = (Double("\(pert.variance)") ?? 0).squareRoot()
        lines.append("  Expected \(pert.expected.rounded(2)) working days, deviation \(Self.shown(deviation, 2))")
        lines.append("  \(pert.days.rounded(2)) days until then: z = \(Self.shown(z, 2)), \(Self.percent(probability))")
        return lines
    }

    private var criticality: [String] {
        let tasks = simulation.tasks.filter { $0.criticality > 0 }.sorted { $0.criticality > $1.criticality }
        guard !tasks.isEmpty, simulation.uncertainTasks > 0 else { return [] }
        var table = Table(columns: [.left("TASK", cutTo: 10), .right("CRITICAL IN")], indent: 2)
        table.rows = tasks.prefix(20).map { [.init($0.id), .init(Self.percent($0.criticality))] }
        return [""] + table.lines(display.terminal)
    }

    /// `96.3 %`.
    static func percent(_ share: Double) -> String { "\(shown(share * 100, 1)) %" }

    static func shown(_ number: Double, _ places: Int) -> String {
        (Decimal(string: "\(number)") ?? 0).formatted(places: places)
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }
}
