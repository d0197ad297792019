package import GantryCore

/// How certain a plan's finish is: many runs with a seed, and the chance of a date by the classic method.
package struct SimulationReport: Codable, Hashable, Sendable {
    package struct Task: Codable, Hashable, Sendable {
        package let id: String
        /// The share of runs in which it had no float, from 0 to 1.
        package let criticality: Double
    }

    /// How often it was run; 0 where only a date was asked for.
    package let runs: Int
    package let seed: Int
    /// How many tasks have three estimates and are not over.
    package let uncertainTasks: Int
    /// The day that half of all runs, 80 and 95 in 100 had ended by; nil where nothing was run.
    @OrNull package var p50: LocalDate?
    @OrNull package var p80: LocalDate?
    @OrNull package var p95: LocalDate?
    /// The share of runs that kept the deadline, or the date that was asked about, from 0 to 1.
    @OrNull package var chance: Double?
    /// Nil where there is neither a deadline nor a date that was asked about.
    @OrNull package var pert: PertChance?
    package let tasks: [Task]

    enum CodingKeys: String, CodingKey {
        case runs, seed, p50, p80, p95, chance, pert, tasks
        case uncertainTasks = "uncertain_tasks"
    }

    /// Tasks that are played through in all runs together; more would keep a processor for a minute.
    static let most = 200_000_000

    /// Nil where neither runs nor the chance of a date were asked for.
    static func make(
        of plan: Plan, _ parameters: ReportParameters, isCancelled: () -> Bool = { false }
    ) throws(ReportProblem) -> SimulationReport? {
        let runs = try parameters.number("simulate", 1...1_000_000)
        let by = try parameters.date("by")
        let seed = try parameters.number("seed", 0...Int.max) ?? 1
        if runs == nil, parameters.text("seed") != nil {
            throw ReportProblem(.parameter, "--seed goes with --simulate", hint: "--simulate 10000 --seed 1")
        }
        guard runs != nil || by != nil else { return nil }
        let possible = most / max(1, plan.tasks.count)
        if let runs, runs > possible {
            throw ReportProblem(
                .parameter, "--simulate '\(runs)': that is too much for a plan of \(plan.tasks.count) tasks",
                hint: "this plan can have \(possible) runs; 10000 are enough for most questions")
        }
        return try SimulationReport(
            plan, runs: runs ?? 0, seed: seed, by: by ?? plan.project.deadline?.value, isCancelled: isCancelled)
    }

    /// - Throws: `ReportProblem`, where it is cancelled.
    init(
        _ plan: Plan, runs: Int, seed: Int, by: LocalDate?, isCancelled: () -> Bool = { false }
    ) throws(ReportProblem) {
        (self.runs, self.seed) = (runs, seed)
        let simulation = Simulation(plan)
        uncertainTasks = simulation.uncertainTasks
        let outcome =
            runs > 0 ? try simulation.run(times: runs, seed: UInt64(seed), isCancelled: isCancelled) : nil
        tasks =
            outcome.map { outcome in
                zip(plan.tasks, outcome.critical).map { task, count in
                    Task(id: task.id, criticality: Double(count) / Double(runs))
                }
            } ?? []
        if let outcome {
            let axis = plan.network.axis
            let date = { (percent: Int) in axis.date(ofDay: outcome.finish(at: percent).dayOfFinish) }
            (p50, p80, p95) = (date(50), date(80), date(95))
            chance = by.map { outcome.chance(of: axis.end(of: $0)) }
        }
        pert = by.map { PertChance(plan, by: $0) }
    }
}
