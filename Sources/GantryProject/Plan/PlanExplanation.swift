import FoundationEssentials
import GantryCore

/// How the dates of a plan came about, task by task.
struct PlanExplanation {
    let plan: Plan

    init(_ plan: Plan) { self.plan = plan }

    var explanations: [Explanation] { whole + plan.tasks.indices.map(task) }

    /// The finish and the margin.
    var whole: [Explanation] {
        guard let finish = plan.finish else { return [] }
        let path = plan.criticalPath
        var found = [
            Explanation(
                "finish",
                Evidence(
                    rule: "the longest chain of tasks decides; on it no task has float",
                    inputs: [.init("start", "\(plan.project.start.value)", at: plan.project.start.position)],
                    arithmetic: [
                        "\(path.joined(separator: " > "))",
                        "\(shown(plan.duration)) working days from \(plan.network.axis.origin) end on \(finish)",
                    ]))
        ]
        if let deadline = plan.project.deadline, let margin = plan.margin {
            found.append(
                Explanation(
                    "margin",
                    Evidence(
                        rule: "working days from the finish to the deadline; a day off counts as the one before it",
                        inputs: [.init("deadline", "\(deadline.value)", at: deadline.position)],
                        arithmetic: ["from \(finish) to \(deadline.value): \(margin)"])))
        }
        return found
    }

    private func task(_ index: Int) -> Explanation {
        let (task, planned) = (plan.project.tasks[index], plan.tasks[index])
        return Explanation(
            "tasks.\(task.id)",
            Evidence(
                rule: rule(task, index), inputs: inputs(of: task, index),
                arithmetic: arithmetic(of: planned, task, index)))
    }

    private func rule(_ task: ProjectTask, _ index: Int) -> String {
        switch plan.network.nodes[index].state {
        case .finished: "it is finished: its dates are facts"
        case .done: "it is done, with no date: it ends where the plan has it"
        case .started(_, _, nil): "it has begun; its length is the plan's"
        case .started: "it has begun; what is left goes on from \(plan.asOf.map { "\($0)" } ?? "there")"
        case .planned: "it begins when all that it waits for allows"
        }
    }

    private func inputs(of task: ProjectTask, _ index: Int) -> [Evidence.Input] {
        var inputs: [Evidence.Input] = []
        if let duration = task.duration {
            inputs.append(.init("duration", duration.value.spoken, at: duration.position))
        }
        if let effort = task.effort { inputs.append(.init("effort", effort.value.spoken, at: effort.position)) }
        for (name, date) in [("start", task.start), ("started", task.started), ("finished", task.finished)] {
            if let date { inputs.append(.init(name, "\(date.value)", at: date.position)) }
        }
        if let left = task.left { inputs.append(.init("left", "\(left.value)", at: left.position)) }
        if let percent = task.percent { inputs.append(.init("percent", "\(percent.value)", at: percent.position)) }
        for link in task.after { inputs.append(.init("after", Self.text(link), at: link.task.position)) }
        if let due = task.due { inputs.append(.init("due", "\(due.value)", at: due.position)) }
        return inputs
    }

    private func arithmetic(of planned: Plan.Task, _ task: ProjectTask, _ index: Int) -> [String] {
        var lines: [String] = []
        if let driver = plan.driver(of: index) {
            let first = plan.tasks[driver.from]
            let link = task.after.first { $0.task.value == first.id && $0.kind == driver.rule.kind }
            let from =
                driver.rule.countsFromFinish
                ? "ends at \(shown(first.earlyFinish))" : "begins at \(shown(first.earlyStart))"
            let wait = link?.lag.map { " and \($0.value)" } ?? ""
            lines.append("held back by \(first.id), which \(from)\(wait)")
        }
        lines.append(
            "early \(shown(planned.earlyStart)) to \(shown(planned.earlyFinish)): \(planned.start) to \(planned.finish)"
        )
        lines.append(
            "late \(shown(planned.lateStart)) to \(shown(planned.lateFinish)); total float "
                + "\(shown(planned.lateStart)) - \(shown(planned.earlyStart)) = \(shown(planned.totalFloat)), "
                + "free float \(shown(planned.freeFloat))")
        if let due = task.due, let margin = planned.margin {
            lines.append("from \(planned.finish) to \(due.value): margin \(margin)")
        }
        return lines
    }

    private func shown(_ time: WorkTime) -> String { "\(time.days.rounded(2))" }

    private static func text(_ link: Link) -> String {
        let lag = link.lag.map { $0.value.description.hasPrefix("-") ? "\($0.value)" : "+\($0.value)" } ?? ""
        return "\(link.task.value) \(link.kind.rawValue)\(lag)"
    }
}

extension Estimate where Unit: CustomStringConvertible {
    /// One figure, or the three with the mean that counts.
    var spoken: String {
        switch self {
        case .single(let unit): "\(unit)"
        case .threePoint(let o, let m, let p): "o \(o), m \(m), p \(p): (o + 4m + p) / 6"
        }
    }
}
