package import GantryCore
package import GantryTime

/// A plan as it was frozen: what a baseline's file holds.
package struct BaselinePlan: Hashable, Sendable {
    /// The id of the project.
    package let project: String
    package let id: String
    package let date: LocalDate
    package let approvedBy: String?
    /// What all of it was to cost; nil where the project had no money.
    package let budget: Money?
    /// The calendar it was made with.
    package let calendar: WorkingCalendar
    /// In the order of the project file at that time.
    package let tasks: [PlannedTask]

    package init(
        project: String, id: String, date: LocalDate, approvedBy: String?, budget: Money?, calendar: WorkingCalendar,
        tasks: [PlannedTask]
    ) {
        (self.project, self.id, self.date, self.approvedBy) = (project, id, date, approvedBy)
        (self.budget, self.calendar, self.tasks) = (budget, calendar, tasks)
    }

    /// The first and the last day of all; nil where there are no tasks.
    package var start: LocalDate? { tasks.map(\.start).min() }
    package var finish: LocalDate? { tasks.map(\.finish).max() }
}
