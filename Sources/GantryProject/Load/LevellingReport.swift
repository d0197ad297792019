package import GantryCore
import GantryTime

/// A plan in which nobody has two things to do at once, and what had to move for it.
package struct LevellingReport: Codable, Hashable, Sendable {
    package struct Move: Codable, Hashable, Sendable {
        package let id: String
        package let from: LocalDate
        package let to: LocalDate
        /// Working days.
        package let days: Int
        package let because: String
    }

    package struct Task: Codable, Hashable, Sendable {
        package let id: String
        package let start: LocalDate
        package let finish: LocalDate
    }

    /// Two tasks that have begun, so that neither moves, and that want the same person; or one that takes more than the
    /// person's hours all alone.
    package struct Overlap: Codable, Hashable, Sendable {
        package let person: String
        package let tasks: [String]
    }

    package let finish: LocalDate
    @OrNull package var margin: Int?
    package let moved: [Move]
    package let overlaps: [Overlap]
    package let tasks: [Task]

    init(_ plan: Plan, _ subject: ReportSubject) throws(ReportProblem) {
        var levelling = Levelling(plan, people: subject.people)
        let levelled = try levelling.levelled(isCancelled: subject.isCancelled)
        if let problem = levelled.problem { throw problem }
        finish = levelled.finish ?? plan.project.start.value
        let reasons = Dictionary(levelling.moves.map { ($0.task, $0) }) { _, last in last }
        moved = plan.tasks.indices.compactMap { index in
            let (before, after) = (plan.tasks[index], levelled.tasks[index])
            guard before.start != after.start else { return nil }
            let because =
                reasons[index].map { move in
                    "\(move.owner) is on \(plan.tasks[move.busyWith].id) until \(levelled.tasks[move.busyWith].finish)"
                } ?? levelled.driver(of: index).map { "\(plan.tasks[$0.from].id) moved" } ?? "what it waits for moved"
            return Move(
                id: before.id, from: before.start, to: after.start,
                days: plan.project.calendar.workingDays(from: before.start, to: after.start), because: because)
        }
        overlaps = levelling.overlaps.map { overlap in
            let tasks = overlap.first == overlap.second ? [overlap.first] : [overlap.first, overlap.second]
            return Overlap(person: overlap.owner, tasks: tasks.map { plan.tasks[$0].id })
        }
        tasks = levelled.tasks.map { Task(id: $0.id, start: $0.start, finish: $0.finish) }
        margin = levelled.margin
    }
}
