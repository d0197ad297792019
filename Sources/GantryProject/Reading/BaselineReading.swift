import GantryCore
import GantryTime
import GantryYAML

extension ReadingSession {
    /// Baselines, and the plans that were frozen in files of their own.
    var baselines: Schema<[Baseline]> {
        .records(
            of: .record("a baseline") { fields in
                let id = fields.required("id", .identifier)
                let date = fields.requiredLocated("date", .date)
                let approvedBy = fields.located("approved_by", .identifier)
                let file = fields.located("file", Schema.nonEmptyText.shaped(.path))
                let plan = fields.optional("file", self.baselineFile)
                guard let id, let date else { return nil }
                return Baseline(
                    id: id, date: date, approvedBy: approvedBy, file: file, plan: plan?.plan,
                    taskIDs: plan?.taskIDs ?? [], position: fields.place)
            }
        )
    }

    /// The path of a file that `gantry baseline` wrote.
    private var baselineFile: Schema<BaselineReading.Frozen> {
        Schema(name: "the path of a baseline's file", shape: .path) { node, collector in
            // A path that is no text is said where the path itself is read. Without the file there is nothing to hold
            // the project against, and all else of it still holds.
            guard node.text != nil, let text = self.files.open(node, collector, isNeeded: false),
                let content = YAMLDocument.parse(text, collector)
            else { return nil }
            guard let inner = content["baseline"] else {
                collector.error(
                    .wrongForm, at: node, "\(text.name) is not a baseline's file: it has no key 'baseline'",
                    hint: "gantry baseline PROJECT --approved-by WHO writes one")
                return nil
            }
            return BaselineReading.plan(calendar: self.calendar).read(inner, collector)
        }
    }
}

/// Reads what a baseline's file holds.
enum BaselineReading {
    /// A plan, and where its tasks stand.
    struct Frozen {
        let plan: BaselinePlan
        let taskIDs: [Located<String>]
    }

    static func plan(calendar: Schema<WorkingCalendar>) -> Schema<Frozen> {
        .record("a frozen plan") { fields in
            let project = fields.required("project", .identifier)
            let id = fields.required("id", .identifier)
            let date = fields.required("date", .date)
            let approvedBy = fields.optional("approved_by", .identifier)
            let budget = fields.located("budget", .money)
            let start = fields.located("start", .date)
            let finish = fields.located("finish", .date)
            let calendar = fields.required("calendar", calendar)
            let tasks = fields.required("tasks", Schema<[FrozenTask]>.records(of: task))
            guard let project, let id, let date, let calendar, let tasks else { return nil }
            let plan = BaselinePlan(
                project: project, id: id, date: date, approvedBy: approvedBy, budget: budget?.value,
                calendar: calendar, tasks: tasks.map(\.task))
            check(plan, fields, start: start, finish: finish, budget: budget, tasks)
            return Frozen(plan: plan, taskIDs: tasks.map(\.id))
        }
    }

    /// A task with the places that may be wrong.
    private struct FrozenTask {
        let task: PlannedTask
        let id: Located<String>
        let finish: Located<LocalDate>
        let start: LocalDate
        let budget: Located<Money>?
    }

    private static var task: Schema<FrozenTask> {
        .record("a frozen task") { fields in
            let id = fields.requiredLocated("id", .identifier)
            let isMilestone = fields.optional("milestone", .bool) ?? false
            let start = fields.required("start", .date)
            let finish = fields.requiredLocated("finish", .date)
            let budget = fields.located("budget", .money)
            let effort = fields.optional("effort", .personDays)
            let rule = fields.optional("earn", .oneOf(EarningRule.self)) ?? .percent
            let milestones = fields.list("milestones", milestone)
            guard let id, let start, let finish else { return nil }
            let weighed = WeighedTask(id: id.value, budget: budget?.value, effort: effort, isMilestone: isMilestone)
            let task = PlannedTask(
                weighed: weighed, start: start, finish: finish.value, rule: rule, milestones: milestones)
            return FrozenTask(task: task, id: id, finish: finish, start: start, budget: budget)
        }
    }

    private static var milestone: Schema<PlannedMilestone> {
        .record("a milestone of a task") { fields in
            let what = fields.required("what", .nonEmptyText)
            let weight = fields.required("weight", .percent)
            let due = fields.optional("due", .date)
            guard let what, let weight else { return nil }
            return PlannedMilestone(what: what, weight: weight, due: due)
        }
    }

    /// What hangs together inside of the file: it may have been edited by hand.
    private static func check(
        _ plan: BaselinePlan, _ fields: FieldReader, start: Located<LocalDate>?, finish: Located<LocalDate>?,
        budget: Located<Money>?, _ tasks: [FrozenTask]
    ) {
        let ends = [("start", start, plan.start), ("finish", finish, plan.finish)]
        for case let (key, written?, computed?) in ends where written.value != computed {
            fields.fail(key, .datesOutOfOrder, "the tasks' \(key) is \(computed)", hint: "freeze the plan again")
        }
        guard let list = fields.node("tasks")?.elements, list.count == tasks.count else { return }
        var seen: Set<String> = []
        for (task, node) in zip(tasks, list) {
            if !seen.insert(task.id.value).inserted {
                fields.collector.error(
                    .duplicateID, at: node["id"] ?? node, "a second task '\(task.id.value)'", hint: "remove one")
            }
            if task.finish.value < task.start {
                fields.collector.error(
                    .datesOutOfOrder, at: node["finish"] ?? node,
                    "'\(task.id.value)' finishes on \(task.finish.value), before it starts",
                    hint: "it starts on \(task.start)")
            }
            if let money = task.budget, money.value.currency != (budget?.value ?? money.value).currency {
                fields.collector.error(
                    .unlikeCurrencies, at: node["budget"] ?? node,
                    "the budget of '\(task.id.value)' is in \(money.value.currency.code), the whole in "
                        + (budget?.value.currency.code ?? ""), hint: "a baseline has one currency")
            }
        }
    }
}
