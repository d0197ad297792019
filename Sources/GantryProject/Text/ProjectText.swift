import GantryCore
import GantryTime

/// A project as text: the long form of its file, and a summary for people.
package enum ProjectText {
    /// The YAML in which every short form is a record and every file is taken in.
    ///
    /// Reads back to an equal project, but for positions and files.
    package static func long(_ project: Project) -> String {
        var record = OutputRecord()
        head(project, &record)
        plan(project, &record)
        money(project, &record)
        scope(project, &record)
        registers(project, &record)
        parties(project, &record)
        return YAMLOutput.document(record.entries)
    }

    private static func head(_ project: Project, _ record: inout OutputRecord) {
        record.add("project", project.id)
        record.add("name", project.name)
        record.add("status", project.status.rawValue)
        record.add("mode", project.mode.rawValue)
        record.add("goal", output: project.goal.map(goal))
        record.add("lead", project.leadReference)
        record.add("sponsor", project.sponsorReference)
        record.add("start", project.start)
        record.add("deadline", project.deadline)
        if project.hasOwnZone { record.add("timezone", project.zone.identifier) }
        if project.hasOwnCalendar { record.add("calendar", output: calendar(project.calendar)) }
        record.add("tolerance", output: project.tolerance.map(tolerance))
    }

    private static func plan(_ project: Project, _ record: inout OutputRecord) {
        record.add("team", list: project.team.map(member))
        let people = project.people.values.sorted { $0.id < $1.id }
        record.add("people", output: people.isEmpty ? nil : .map(people.map { .init(key: $0.id, value: person($0)) }))
        record.add("tasks", list: project.tasks.map(task))
        record.add("reviews", list: project.reviews.map(review))
    }

    private static func money(_ project: Project, _ record: inout OutputRecord) {
        record.add("budget", output: project.budget.map(budget))
        record.add("rates", list: project.rates.map(rate))
        record.add("commitments", list: project.commitments.map(commitment))
        record.add("ledger", list: project.ledger.map(ledgerEntry))
        record.add("pv", list: project.plannedValue.map(valueRow))
        record.add("ev", list: project.earnedValue.map(valueRow))
        record.add("invoices", list: project.invoices.map(invoice))
        record.add("assert", list: project.assertions.map(assertion))
    }

    private static func scope(_ project: Project, _ record: inout OutputRecord) {
        record.add("baselines", list: project.baselines.map(baseline))
        record.add("requirements", list: project.requirements.map(requirement))
        record.add("environments", list: project.environments.map(environment))
    }

    private static func registers(_ project: Project, _ record: inout OutputRecord) {
        record.add("risks", list: project.risks.map(risk))
        record.add("issues", list: project.issues.map(issue))
        record.add("decisions", list: project.decisions.map(decision))
        record.add("questions", list: project.questions.map(question))
        record.add("changes", list: project.changes.map(change))
        record.add("todos", list: project.todos.map(todo))
    }

    private static func parties(_ project: Project, _ record: inout OutputRecord) {
        record.add("meetings", list: project.meetings.map(meeting))
        let stakeholders = project.stakeholders.map { YAMLOutput.Entry(key: $0.id, value: stakeholder($0)) }
        record.add("stakeholders", output: stakeholders.isEmpty ? nil : .map(stakeholders))
        let suppliers = project.suppliers.map { YAMLOutput.Entry(key: $0.id, value: supplier($0)) }
        record.add("suppliers", output: suppliers.isEmpty ? nil : .map(suppliers))
        record.add("lessons", list: project.lessons.map(lesson))
        record.add("closure", output: project.closure.map(closure))
        record.add("acks", list: project.acknowledgements.map(acknowledgement))
    }
}
