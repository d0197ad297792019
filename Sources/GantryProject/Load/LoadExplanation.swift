import FoundationEssentials
import GantryCore

extension LoadReport {
    /// Where each person's hours come from.
    func explanations(_ portfolio: Portfolio) -> [Explanation] {
        rows.filter { by != .person || !$0.weeks.flatMap(\.tasks).isEmpty }.map { row in
            let person = by == .person ? portfolio.people[row.id] : nil
            var inputs = person?.works.map { [Evidence.Input("works", "\($0.value)/week", at: $0.position)] } ?? []
            inputs += (person?.leave ?? []).map {
                Evidence.Input("leave", "\($0.from.value) to \($0.to.value)", at: $0.from.position)
            }
            if by == .person {
                inputs += portfolio.projects.flatMap { project in
                    project.team.filter { $0.person.value == row.id }.map { member in
                        let share = member.share.map { "\($0.value)" } ?? "100%"
                        return Evidence.Input(
                            "share in \(project.id)", share, at: member.share?.position ?? member.person.position)
                    }
                }
            }
            let sums = row.weeks.filter { !$0.tasks.isEmpty }.map { week in
                let parts = week.tasks.map { "\($0.task) \($0.hours.rounded(1))" }.joined(separator: " + ")
                return "\(week.week): \(parts) = \(week.hours.rounded(1)) h of \(week.capacity.rounded(1)) h"
            }
            return Explanation(
                "rows.\(row.id)",
                Evidence(
                    rule:
                        "hours a day are the person's week by the project's days, times the share, on each day of a task",
                    inputs: inputs, arithmetic: sums))
        }
    }
}
