import FoundationEssentials
package import GantryCore

extension BaselinePlan {
    /// The plan as the file has it today.
    ///
    /// - Throws: `ReportProblem` where there is no plan to freeze.
    package static func freezing(
        _ subject: ReportSubject, id: String, date: LocalDate, approvedBy: String
    ) throws(ReportProblem) -> BaselinePlan {
        let project = subject.project
        let tasks = PlannedTask.today(of: subject)
        guard !tasks.isEmpty else {
            throw ReportProblem(
                .nothingToSum, "'\(project.id)' has no tasks, so there is no plan to freeze",
                hint: "add tasks, such as - build: 30wd ben")
        }
        let budgets = project.tasks.compactMap(\.budget?.value)
        let ofTasks = budgets.first.map { first in Money(budgets.reduce(0) { $0 + $1.amount }, first.currency) }
        return BaselinePlan(
            project: project.id, id: id, date: date, approvedBy: approvedBy, budget: project.budget?.total ?? ofTasks,
            calendar: project.calendar, tasks: tasks)
    }
}
