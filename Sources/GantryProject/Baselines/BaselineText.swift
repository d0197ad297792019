import GantryCore

/// A frozen plan as the text of its file.
package enum BaselineText {
    /// Reads back to an equal plan. All stands under one key, so that nothing takes the file for a project.
    package static func file(_ plan: BaselinePlan) -> String {
        let head = """
            # The plan of \(plan.project) as it was frozen by gantry baseline on \(plan.date).
            # Later figures are held against it: do not edit it, freeze another one.

            """
        return head + YAMLOutput.document([.init(key: "baseline", value: output(plan))])
    }

    private static func output(_ plan: BaselinePlan) -> YAMLOutput {
        .record {
            $0.add("project", plan.project)
            $0.add("id", plan.id)
            $0.add("date", plan.date)
            $0.add("approved_by", plan.approvedBy)
            $0.add("budget", plan.budget)
            $0.add("start", plan.start)
            $0.add("finish", plan.finish)
            $0.add("calendar", output: ProjectText.calendar(plan.calendar))
            $0.add("tasks", output: .list(plan.tasks.map(task)))
        }
    }

    private static func task(_ task: PlannedTask) -> YAMLOutput {
        .record {
            $0.add("id", task.weighed.id)
            $0.add("milestone", flag: task.weighed.isMilestone)
            $0.add("start", task.start)
            $0.add("finish", task.finish)
            $0.add("budget", task.weighed.budget)
            // A mean of three may have no end; a file keeps twelve places of it.
            $0.add("effort", task.weighed.effort.map { PersonDays($0.count.rounded(12)) })
            $0.add("earn", task.rule.rawValue)
            let milestones = task.milestones.map { milestone in
                YAMLOutput.record {
                    $0.add("what", milestone.what)
                    $0.add("weight", milestone.weight)
                    $0.add("due", milestone.due)
                }
            }
            $0.add("milestones", list: milestones)
        }
    }
}
