import FoundationEssentials
import GantryCore

extension LoadReport {
    /// Where the hours of each row come from: the people's weeks, leave and shares, and the tasks' lengths.
    func explanations(_ portfolio: Portfolio) -> [Explanation] {
        rows.filter { $0.weeks.contains { !$0.tasks.isEmpty } }.map { row in
            let sums = row.weeks.filter { !$0.tasks.isEmpty }.map { week in
                let parts = week.tasks.map { "\($0.task) \($0.hours.rounded(1))" }.joined(separator: " + ")
                return "\(week.week): \(parts) = \(week.hours.rounded(1)) of \(week.capacity.rounded(1)) hours"
            }
            return Explanation(
                "rows.\(row.id)",
                Evidence(
                    rule:
                        "hours a day are the person's week by the project's days, times the share, on each day of a task",
                    inputs: (by == .person ? inputs(of: row.id, portfolio) : []) + inputs(ofTasksIn: row, portfolio),
                    arithmetic: sums))
        }
    }

    private func inputs(of id: String, _ portfolio: Portfolio) -> [Evidence.Input] {
        let person = portfolio.described(id)
        var inputs = [
            person?.works.map { Evidence.Input("works", "\($0.value)/week", at: $0.position) }
                ?? Evidence.Input("works", "40h/week, for nothing is written")
        ]
        inputs += (person?.leave ?? []).map {
            Evidence.Input("leave", "\($0.from.value) to \($0.to.value)", at: $0.from.position)
        }
        return inputs
            + portfolio.projects.filter(\.status.asksForHours).flatMap { project in
                project.team.filter { $0.person.value == id }.map { member in
                    Evidence.Input(
                        "share in \(project.id)", member.share.map { "\($0.value)" } ?? "100%",
                        at: member.share?.position ?? member.person.position)
                }
            }
    }

    private func inputs(ofTasksIn row: Row, _ portfolio: Portfolio) -> [Evidence.Input] {
        var seen: Set<String> = []
        let names = row.weeks.flatMap(\.tasks).map(\.task).filter { seen.insert($0).inserted }
        return names.compactMap { name in
            let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2, let task = portfolio.project(parts[0])?.task(parts[1]) else { return nil }
            if let left = task.left { return Evidence.Input(name, "left \(left.value)", at: left.position) }
            if let effort = task.effort {
                let over = task.duration.map { " over \($0.value.spoken)" } ?? ""
                return Evidence.Input(name, "\(effort.value.spoken)\(over)", at: effort.position)
            }
            return Evidence.Input(
                name, task.duration.map { $0.value.spoken } ?? "no length",
                at: task.duration?.position ?? task.position)
        }
    }
}
