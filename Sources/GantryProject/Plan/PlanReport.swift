package import FoundationEssentials
package import GantryCore

/// `gantry plan`: when each task is worked on, what the finish hangs on, and how much time is in hand.
package struct PlanReport: ProjectReport, Hashable {
    package static let name = "plan"
    package static let parameters: Set<String> = ["with", "simulate", "seed", "by", "level"]

    package struct Task: Codable, Hashable, Sendable {
        package let id: String
        package let name: String
        /// The first and the last day.
        package let start: LocalDate
        package let finish: LocalDate
        /// Working days from the start of the plan's first day.
        package let earlyStart: Decimal
        package let earlyFinish: Decimal
        package let lateStart: Decimal
        package let lateFinish: Decimal
        /// Working days.
        package let totalFloat: Decimal
        package let freeFloat: Decimal
        @OrNull package var due: LocalDate?
        /// Working days from the finish to the due date, negative where it is late.
        @OrNull package var margin: Int?
        package let critical: Bool
        package let done: Bool
        package let milestone: Bool

        enum CodingKeys: String, CodingKey {
            case id, name, start, finish, due, margin, critical, done, milestone
            case earlyStart = "early_start"
            case earlyFinish = "early_finish"
            case lateStart = "late_start"
            case lateFinish = "late_finish"
            case totalFloat = "total_float"
            case freeFloat = "free_float"
        }
    }

    package let project: String
    package let name: String
    /// The day on which what is left begins; nil: it stands where the plan has it.
    @OrNull package var asOf: LocalDate?
    package let start: LocalDate
    package let finish: LocalDate
    /// Working days from the first start to the last finish.
    package let durationDays: Decimal
    @OrNull package var deadline: LocalDate?
    /// Working days from the finish to the deadline, negative where it is late.
    @OrNull package var margin: Int?
    package let criticalPath: [String]
    package let tasks: [Task]
    package var notes: [String]
    /// Only where it was asked for.
    package var scenario: ScenarioReport?
    package var simulation: SimulationReport?
    package var levelling: LevellingReport?
    package var explain: [Explanation]?

    enum CodingKeys: String, CodingKey {
        case project, name, start, finish, deadline, margin, tasks, notes, scenario, simulation, levelling, explain
        case asOf = "as_of"
        case durationDays = "duration_days"
        case criticalPath = "critical_path"
    }

    package static func make(
        of subject: ReportSubject, _ parameters: ReportParameters
    ) throws(ReportProblem) -> PlanReport {
        let asOf = try parameters.date("as_of")
        let plan = Plan(of: subject.project, people: subject.people, asOf: asOf)
        if let problem = plan.problem { throw problem }
        guard var report = PlanReport(plan) else {
            throw ReportProblem(
                .nothingToSum, "\(subject.project.id) has no tasks, so there is no plan",
                hint: "add tasks: [design: 10wd ben] to \(subject.project.position.file)")
        }
        let explains = try parameters.flag("explain")
        report.scenario = try ScenarioReport.make(
            of: subject, parameters.texts("with"), beside: plan, explains: explains)
        report.simulation = try SimulationReport.make(of: plan, parameters, isCancelled: subject.isCancelled)
        if try parameters.flag("level") { report.levelling = try LevellingReport(plan, subject) }
        if explains {
            let chance = report.simulation?.pert.map { [$0.explanation(plan)] } ?? []
            report.explain =
                PlanExplanation(plan).explanations + (report.scenario?.explanations ?? []) + chance
        }
        return report
    }

    /// Nil where the project has no tasks.
    init?(_ plan: Plan) {
        guard let start = plan.start, let finish = plan.finish else { return nil }
        let project = plan.project
        (self.project, name, self.start, self.finish) = (project.id, project.name, start, finish)
        durationDays = plan.duration.days
        criticalPath = plan.criticalPath
        notes = PlanNotes(plan).sentences
        tasks = zip(plan.project.tasks, plan.tasks).map { Task($0, $1) }
        asOf = plan.asOf
        deadline = project.deadline?.value
        margin = plan.margin
    }
}

extension PlanReport.Task {
    init(_ task: ProjectTask, _ planned: Plan.Task) {
        (id, name, start, finish) = (task.id, task.name ?? task.id, planned.start, planned.finish)
        (earlyStart, earlyFinish) = (planned.earlyStart.days, planned.earlyFinish.days)
        (lateStart, lateFinish) = (planned.lateStart.days, planned.lateFinish.days)
        (totalFloat, freeFloat) = (planned.totalFloat.days, planned.freeFloat.days)
        (critical, done, milestone) = (planned.isCritical, task.isDone, task.isMilestone)
        due = task.due?.value
        margin = planned.margin
    }
}
