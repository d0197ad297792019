import GantryCore

extension PlannedTask {
    /// The plan as the file has it, without moving what is unfinished.
    static func today(of subject: ReportSubject) -> [PlannedTask] {
        let plan = Plan(of: subject.project, people: subject.people)
        return zip(subject.project.tasks, plan.tasks).map { PlannedTask($0, start: $1.start, finish: $1.finish) }
    }

    init(_ task: ProjectTask, start: LocalDate, finish: LocalDate) {
        let milestones = task.milestones.map {
            PlannedMilestone(what: $0.what, weight: $0.weight.value, due: $0.due?.value)
        }
        self.init(
            weighed: WeighedTask(task), start: start, finish: finish, rule: task.earningRule, milestones: milestones)
    }
}
